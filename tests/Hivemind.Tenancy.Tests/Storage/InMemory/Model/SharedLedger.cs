namespace Hivemind.Tenancy.Tests;

/// <summary>A tenant of its own, for several threads at once, whose time stands still.</summary>
internal sealed class SharedLedger
{
    private static readonly ResourceQuotas Quotas = Resources.Quotas(("cpu", 3), ("gpu", 3));
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly ITenantStore _store;
    private readonly Tenant _tenant = Some.Tenant(Some.NewTenantId().ToString()) with { ResourceQuotas = Quotas };

    public SharedLedger(ITenantStore store)
    {
        _store = store;
        TenantCreated created = new() { OccurredAt = Some.Time, TenantId = _tenant.Id, TenantUid = _tenant.Uid, Tenant = _tenant };
        store.AddAsync(_tenant, created, null, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public async Task AdmitAsync(string id, int amount) => await _store.AdmitAsync(
        new AdmissionRequest(_tenant, id, Amounts(amount), "node-1", Lease), CancellationToken.None);

    public async Task GrowAsync(string id, int amount) => await _store.GrowAsync(_tenant, id, Amounts(amount), Lease, CancellationToken.None);

    public async Task CommitAsync(string id) => await _store.CommitAsync(_tenant, id, admission: null, CancellationToken.None);

    public async Task RenewAsync(string id, int seconds) =>
        await _store.RenewAsync(_tenant, id, admission: null, TimeSpan.FromSeconds(seconds), CancellationToken.None);

    public async Task ReleaseAsync(string id) => await _store.ReleaseAsync(_tenant, id, null, onlyHeld: false, CancellationToken.None);

    public async Task ResizeAsync(string id, int amount) => await _store.ResizeAsync(_tenant, id, Amounts(amount), CancellationToken.None);

    public async Task ReconcileAsync(string id, int amount, int mark) => await _store.ReconcileAsync(
        new AllocationObservation("node-1", new ReconciliationMark(_tenant.Id, _tenant.Uid, mark), [new ObservedAllocation(id, Amounts(amount))]),
        new AllocationsReconciled { OccurredAt = Some.Time, TenantId = _tenant.Id, TenantUid = _tenant.Uid, Source = "node-1" },
        CancellationToken.None);

    /// <summary>Everything, the numbers included, which say in which order the steps were taken.</summary>
    public override string ToString()
    {
        TenantUsage usage = _store.GetUsageAsync(_tenant, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        IReadOnlyList<Allocation> allocations =
            _store.ListAllocationsAsync(_tenant, new AllocationQuery(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        IReadOnlyList<LedgerDeviation> deviations = _store.RecomputeAsync(_tenant, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return string.Join('\n', [
            $"{usage.Held} held, {usage.Committed} committed",
            .. usage.Resources.Select(r => r.ToString()),
            .. allocations.Select(LedgerOutcome.Allocation),
            .. deviations.Select(d => d.ToString()),
        ]);
    }

    private static ResourceAmounts Amounts(int amount) => Resources.Amounts(("cpu", amount), ("gpu", amount));
}
