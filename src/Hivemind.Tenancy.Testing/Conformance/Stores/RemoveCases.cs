namespace Hivemind.Tenancy.Testing;

/// <summary>Removing tenants, and what a tenant made again under the same id starts with.</summary>
internal sealed class RemoveCases : StoreCases
{
    public async Task TakesTheTenantAwayAndRecordsIt()
    {
        Tenant last = await AddAsync(NewTenant(status: TenantStatus.Terminating) with { Namespaces = ["web"] });
        TenantDeleted change = Deleted(last) with { Actor = "root" };
        IReadOnlyList<TenancyEvent> events = await Second.RemoveAsync(Acme, 1, change, Cancellation);

        Expect.Equal(1, events.Count);
        Expect.Equal(change with { Sequence = events[0].Sequence }, (TenantDeleted)events[0]);
        Expect.Sequence(events, (await LogAsync()).Skip(1));
        Expect.Null(await Store.FindAsync(Acme, Cancellation));
        Expect.Null(await Store.FindByNameAsync("acme", Cancellation));
        Expect.Null(await Store.FindByNamespaceAsync("web", Cancellation));
        Expect.Sequence([], await Store.ListAsync(new TenantQuery(), Cancellation));
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await UsageAsync());
    }

    public async Task RefusesATenantThatIsNotTerminating()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Terminating))
        {
            Tenant tenant = await AddAsync($"t-{(int)status}", status: status);
            InvalidTenantTransitionException refusal = await RefusesAsync<InvalidTenantTransitionException>(tenant, 1, Deleted(tenant));
            Expect.Equal(status, refusal.From);
        }
    }

    public async Task RefusesAStaleVersion()
    {
        Tenant tenant = await AddAsync(status: TenantStatus.Terminating);
        await RefusesAsync<TenantVersionConflictException>(tenant, 2, Deleted(tenant));
        await RefusesAsync<TenantVersionConflictException>(tenant, 0, Deleted(tenant));
    }

    public async Task DoesNotFindAnotherUid()
    {
        Tenant former = await AddAsync();
        Tenant current = await SetStatusAsync(await MakeAgainAsync(former), TenantStatus.Terminating);
        int events = (await LogAsync()).Count;
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Second.RemoveAsync(former, 2, Deleted(former), Cancellation));

        Expect.Equal(current, await Store.FindAsync(Acme, Cancellation));
        Expect.Equal(events, (await LogAsync()).Count);
        await Store.RemoveAsync(current, 2, Deleted(current), Cancellation);
    }

    public async Task RefusesAnAbsentTenant()
    {
        Tenant tenant = NewTenant(status: TenantStatus.Terminating);
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.RemoveAsync(Acme, 1, Deleted(tenant), Cancellation));
        await AddAsync(tenant);
        await Store.RemoveAsync(Acme, 1, Deleted(tenant), Cancellation);
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.RemoveAsync(Acme, 1, Deleted(tenant), Cancellation));
        Expect.Equal(2, (await LogAsync()).Count);
    }

    public async Task FreesIdNameAndNamespaces()
    {
        Tenant tenant = await AddAsync(NewTenant() with { Name = "Acme Industries", Namespaces = ["db", "web"] });
        await RemoveAsync(tenant);

        await AddAsync(NewTenant("b") with { Name = "acme industries", Namespaces = ["db"] });
        Tenant again = await AddAsync(NewTenant() with { Namespaces = ["web"], Uid = TenantUid.NewUid() });
        Expect.Equal(again, await Store.FindByNamespaceAsync("web", Cancellation));
    }

    public async Task FreesEverythingItHeld()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        AdmissionResult held = await HoldAsync("held", Containers(4), lease: TimeSpan.FromHours(1));
        AdmissionResult committed = await CommittedAsync("committed", Containers(6));
        await MakeAgainAsync(tenant);

        Expect.Equal(0, await TotalAsync());
        Expect.Sequence([], await AllocationsAsync());
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "held", held.Admission, Cancellation));
        Expect.True(!await At().ReleaseAsync(Acme, "committed", null, false, Cancellation), "nothing of the former tenant to be there to release");

        AdmissionResult again = await HoldAsync("held", Containers(10));
        Expect.True(!await At().ReleaseAsync(tenant, "held", held.Admission, true, Cancellation), "a former reservation to mean nobody");
        Expect.Equal(10, await TotalAsync());
    }

    public async Task TakesGraceAndThresholdStateAway()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await At().SetGraceAsync(Acme, new QuotaGrace(Containers(100), After(3600)), expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme }, Cancellation);
        Expect.Equal(1, (await HoldAsync("a", Containers(80))).Events.Count);
        await MakeAgainAsync(tenant);

        Expect.Null((await UsageAsync()).Grace);
        Expect.Equal<decimal?>(10, (await UsageAsync())[ResourceNames.Containers].Limit);
        AdmissionResult again = await HoldAsync("a", Containers(8));
        Expect.Sequence([80], again.Events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent), "the new tenant's thresholds have not fired");
    }

    private async Task<TException> RefusesAsync<TException>(Tenant tenant, long expectedVersion, TenantDeleted change)
        where TException : TenancyException
    {
        int events = (await LogAsync()).Count;
        TException refusal = await Expect.ThrowsAsync<TException>(async () => await Store.RemoveAsync(tenant.Id, expectedVersion, change, Cancellation));
        Expect.Equal(tenant, await Store.FindAsync(tenant.Id, Cancellation), "a refused removal leaves everything as it was");
        Expect.Equal(events, (await LogAsync()).Count, "a refused removal is not recorded");
        return refusal;
    }
}
