namespace Hivemind.Tenancy.Testing;

/// <summary>Changing tenants: compare-and-set on the version.</summary>
internal sealed class UpdateCases : StoreCases
{
    public async Task ReplacesTheTenantAndRecordsTheChange()
    {
        Tenant before = await AddAsync();
        Tenant after = before with { Description = "new", Version = 2, UpdatedAt = After(1) };
        IReadOnlyList<TenancyEvent> events = (await SecondAt(After(1)).UpdateAsync(
            after, 1, onlyIfIdle: false, Updated(before, after) with { Actor = "bob" }, Cancellation)).Events;

        Expect.Equal(after, await Store.FindAsync(Acme, Cancellation));
        Expect.Equal(1, events.Count);
        Expect.Sequence(events, (await LogAsync()).Skip(1));
        TenantUpdated recorded = (TenantUpdated)events[0];
        Expect.Equal(before, recorded.Before);
        Expect.Equal(after, recorded.After);
        Expect.Equal("bob", recorded.Actor);
    }

    public async Task RefusesAStaleVersion()
    {
        Tenant first = await AddAsync();
        Tenant second = await ChangeAsync(first, t => t with { Description = "second" });
        TenantVersionConflictException conflict = await RefusesAsync<TenantVersionConflictException>(first with { Description = "lost", Version = 2 }, 1, second);

        Expect.Equal(1, conflict.ExpectedVersion);
        Expect.Equal(2, conflict.ActualVersion);
        await RefusesAsync<TenantVersionConflictException>(second with { Version = 4 }, 3, second);
        await RefusesAsync<TenantVersionConflictException>(second with { Version = 1 }, 0, second);
    }

    public async Task DoesNotFindAnotherUid()
    {
        Tenant former = await AddAsync();
        Tenant current = await MakeAgainAsync(former);
        await RefusesAsync<TenantNotFoundException>(former with { Version = 2, Description = "lost" }, 1, current);
        await RefusesAsync<TenantNotFoundException>(current with { Uid = TenantUid.NewUid(), Version = 2 }, 1, current);
    }

    public async Task RefusesAnAbsentTenant()
    {
        Tenant tenant = NewTenant();
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.UpdateAsync(tenant with { Version = 2 }, 1, onlyIfIdle: false, Updated(tenant, tenant), Cancellation));
        Expect.Null(await Store.FindAsync(Acme, Cancellation));
        Expect.Sequence([], await LogAsync());
    }

    public async Task RefusesATakenName()
    {
        await AddAsync(NewTenant("umbrella") with { Name = "Umbrella" });
        Tenant acme = await AddAsync();
        TenantConflictException conflict = await RefusesAsync<TenantConflictException>(acme with { Name = "UMBRELLA", Description = "new", Version = 2 }, 1, acme);
        Expect.Equal(TenantConflictKind.Name, conflict.Kind);
    }

    public async Task RefusesATakenNamespace()
    {
        Tenant umbrella = await AddAsync(NewTenant("umbrella") with { Namespaces = ["lab"] });
        Tenant acme = await AddAsync(NewTenant() with { Namespaces = ["web"] });
        TenantConflictException conflict = await RefusesAsync<TenantConflictException>(acme with { Namespaces = ["aaa", "lab"], Version = 2 }, 1, acme);

        Expect.Equal(TenantConflictKind.Namespace, conflict.Kind);
        Expect.Equal("lab", conflict.Value);
        Expect.Equal(umbrella.Id, (await Store.FindByNamespaceAsync("lab", Cancellation))?.Id);
        Expect.Equal(acme.Id, (await Store.FindByNamespaceAsync("web", Cancellation))?.Id);
        Expect.Null(await Store.FindByNamespaceAsync("aaa", Cancellation));
    }

    public async Task KeepsItsOwnNameInAnyCase()
    {
        Tenant acme = await AddAsync(NewTenant() with { Name = "Acme", Namespaces = ["web"] });
        Tenant louder = await ChangeAsync(acme, t => t with { Name = "ACME" });

        Expect.Equal(louder, await Store.FindByNameAsync("acme", Cancellation));
        Expect.Equal("ACME", (await Store.FindAsync(Acme, Cancellation))?.Name);
    }

    public async Task FreesTheFormerNameAndNamespaces()
    {
        Tenant acme = await AddAsync(NewTenant() with { Name = "Acme", Namespaces = ["db", "web"] });
        Tenant renamed = await ChangeAsync(acme, t => t with { Name = "Beta", Namespaces = ["web", "www"] });

        Expect.Null(await Store.FindByNameAsync("Acme", Cancellation));
        Expect.Null(await Second.FindByNamespaceAsync("db", Cancellation));
        Expect.Equal(renamed, await Second.FindByNameAsync("beta", Cancellation));
        Expect.Equal(renamed, await Store.FindByNamespaceAsync("www", Cancellation));
        Expect.Equal(renamed, await Store.FindByNamespaceAsync("web", Cancellation));

        Tenant heir = await AddAsync(NewTenant("heir") with { Name = "acme", Namespaces = ["db"] });
        Expect.Equal(heir, await Store.FindByNamespaceAsync("db", Cancellation));
    }

    public async Task LeavesAllocationsAlone()
    {
        Tenant acme = await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("held", Containers(2));
        await CommittedAsync("committed", Containers(3));
        IReadOnlyList<Allocation> before = await AllocationsAsync();
        await ChangeAsync(acme, t => t with { ResourceQuotas = Limit(1), Name = "New name" });

        Expect.Sequence(before, await AllocationsAsync());
        Expect.Equal(5, await TotalAsync(), "what runs keeps running when a quota is lowered");
        await RefusedAsync("more", Containers(1));
        await At().CommitAsync(Acme, "held", hold.Admission, Cancellation);
    }

    public async Task TakesNewQuotasAtOnce()
    {
        Tenant acme = await AddAsync(quotas: Limit(1));
        await RefusedAsync("a", Containers(2));
        Tenant more = await ChangeAsync(acme, t => t with { ResourceQuotas = Limit(2) });
        Expect.True((await Second.AdmitAsync(Request("a", Containers(2)), Cancellation)).Decision.IsAdmitted, "the raised quota to hold on every host");
        await ChangeAsync(more, t => t with { ResourceQuotas = ResourceQuotas.Unlimited });
        await HoldAsync("b", Containers(1_000_000));
    }

    public async Task VersionDoesNotMoveWithAllocations()
    {
        Tenant acme = await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(9));
        await At().ResizeAsync(Acme, "a", Containers(2), Cancellation);
        await At().SetGraceAsync(Acme, new QuotaGrace(Containers(20), After(60)), expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme }, Cancellation);
        await At().ReleaseAsync(Acme, "a", null, false, Cancellation);

        Expect.Equal(acme, await Store.FindAsync(Acme, Cancellation));
        await ChangeAsync(acme, t => t with { Description = "still at version 1" });
    }

    private async Task<TException> RefusesAsync<TException>(Tenant tenant, long expectedVersion, Tenant current)
        where TException : TenancyException
    {
        int events = (await LogAsync()).Count;
        TException refusal = await Expect.ThrowsAsync<TException>(async () => await Second.UpdateAsync(tenant, expectedVersion, onlyIfIdle: false, Updated(current, tenant), Cancellation));

        Expect.Equal(current, await Store.FindAsync(Acme, Cancellation), "a refused change leaves everything as it was");
        Expect.Equal(events, (await LogAsync()).Count, "a refused change is not recorded");
        return refusal;
    }
}
