namespace Hivemind.Tenancy.Testing;

/// <summary>Adding tenants.</summary>
internal sealed class AddCases : StoreCases
{
    public async Task RecordsTheChangeInTheSameStepAndReturnsIt()
    {
        Tenant tenant = NewTenant();
        TenantCreated change = Created(tenant) with { Actor = "root", ActorReason = "onboarding" };
        IReadOnlyList<TenancyEvent> events = (await At().AddAsync(tenant, change, null, Cancellation)).Events;

        Expect.Equal(1, events.Count);
        Expect.True(events[0].Sequence > 0, "the recorded event to have a sequence number");
        Expect.Equal(change with { Sequence = events[0].Sequence }, (TenantCreated)events[0]);
        Expect.Sequence(events, (await Second.ReadEventsAsync(new EventQuery { Limit = 10 }, Cancellation)).Events);
    }

    public async Task RefusesATakenId()
    {
        Tenant first = await AddAsync();
        await RefusesAsync(TenantConflictKind.Id, NewTenant() with { Name = "other" }, first);
        await RefusesAsync(TenantConflictKind.Id, NewTenant(), first);
    }

    public async Task RefusesATakenName()
    {
        Tenant first = await AddAsync(NewTenant() with { Name = "Acme Industries" });
        await RefusesAsync(TenantConflictKind.Name, NewTenant("b") with { Name = "Acme Industries" }, first);
        await RefusesAsync(TenantConflictKind.Name, NewTenant("b") with { Name = "ACME industries" }, first);
    }

    public async Task RefusesANameThatIsTakenByToUpperInvariantInEveryScript()
    {
        for (int i = 0; i < SpecialTexts.NamePairs.Count; i++)
        {
            (string one, string other) = SpecialTexts.NamePairs[i];
            Tenant tenant = await AddAsync(NewTenant("one") with { Name = one });
            if (SpecialTexts.AreSameName(one, other))
            {
                await RefusesAsync(TenantConflictKind.Name, NewTenant("other") with { Name = other }, tenant);
            }
            else
            {
                await RemoveAsync(await AddAsync(NewTenant("other") with { Name = other }));
            }

            await RemoveAsync(tenant);
        }
    }

    public async Task RefusesATakenNamespace()
    {
        Tenant first = await AddAsync(NewTenant() with { Namespaces = ["db", "web"] });
        TenantConflictException conflict = await RefusesAsync(TenantConflictKind.Namespace, NewTenant("b") with { Namespaces = ["a", "web", "x"] }, first);

        Expect.Equal("web", conflict.Value);
        Expect.Null(await Store.FindByNamespaceAsync("a", Cancellation), "nothing of a refused tenant is kept");
        Expect.Equal(first.Id, (await Store.FindByNamespaceAsync("web", Cancellation))?.Id);
    }

    public async Task LeavesNothingOfARefusedTenant()
    {
        await AddAsync(NewTenant() with { Namespaces = ["web"] });
        await Expect.ThrowsAsync<TenantConflictException>(async () => await AddAsync(NewTenant("b") with { Name = "Beta", Namespaces = ["beta", "web"] }));

        await AddAsync(NewTenant("c") with { Name = "beta", Namespaces = ["beta"] });
        Expect.Null(await Store.FindAsync(Id("b"), Cancellation));
        Expect.Sequence(["acme", "c"], (await LogAsync()).Select(e => e.TenantId!.Value.Value));
    }

    public async Task AddsAsGivenAtTheStoresTime()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            Tenant tenant = NewTenant($"t-{(int)status}", status) with { Version = 17, StatusVersion = 9, UpdatedAt = After(5) };
            Expect.Equal(tenant with { UpdatedAt = Now }, await AddAsync(tenant));
            Expect.Equal(tenant with { UpdatedAt = Now }, await Second.FindAsync(tenant.Id, Cancellation));
        }
    }

    private async Task<TenantConflictException> RefusesAsync(TenantConflictKind kind, Tenant tenant, Tenant holder)
    {
        int events = (await LogAsync()).Count;
        TenantConflictException conflict = await Expect.ThrowsAsync<TenantConflictException>(async () => await Second.AddAsync(tenant, Created(tenant), null, Cancellation));

        Expect.Equal(kind, conflict.Kind);
        Expect.Equal(holder, await Store.FindAsync(holder.Id, Cancellation));
        Expect.Equal(events, (await LogAsync()).Count, "a refused change is not recorded");
        return conflict;
    }
}
