namespace Hivemind.Tenancy.Tests;

/// <summary>A tenant of its own, for several threads at once. Each call says what time it is, as hosts whose clocks differ do.</summary>
internal sealed class SharedLedger
{
    private static readonly ResourceQuotas Quotas = Resources.Quotas(("cpu", 3), ("gpu", 3));

    private readonly ITenantStore _store;
    private readonly TenantId _tenantId = Some.NewTenantId();

    public SharedLedger(ITenantStore store)
    {
        _store = store;
        Tenant tenant = Some.Tenant(_tenantId.ToString()) with { ResourceQuotas = Quotas };
        TenantCreated created = new() { OccurredAt = Some.Time, TenantId = _tenantId, Tenant = tenant };
        store.AddAsync(tenant, created, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public async Task AdmitAsync(string id, int amount, int second) => await _store.AdmitAsync(
        new AdmissionRequest(_tenantId, id, Amounts(amount), "node-1", TimeSpan.FromSeconds(2), At(second)), CancellationToken.None);

    public async Task CommitAsync(string id, int second) => await _store.CommitAsync(_tenantId, id, token: null, At(second), CancellationToken.None);

    public async Task RenewAsync(string id, int second) =>
        await _store.RenewAsync(_tenantId, id, token: null, TimeSpan.FromSeconds(2), At(second), CancellationToken.None);

    public async Task ReleaseAsync(string id, int second) => await _store.ReleaseAsync(_tenantId, id, null, At(second), CancellationToken.None);

    public async Task ResizeAsync(string id, int amount, int second) =>
        await _store.ResizeAsync(_tenantId, id, Amounts(amount), At(second), CancellationToken.None);

    public async Task ReconcileAsync(string id, int amount, int second) => await _store.ReconcileAsync(
        _tenantId,
        new AllocationObservation("node-1", At(second), [new ObservedAllocation(id, Amounts(amount))]),
        new AllocationsReconciled { OccurredAt = At(second), TenantId = _tenantId, Source = "node-1" },
        At(second),
        CancellationToken.None);

    /// <summary>Everything but the tokens, which say in which order allocations were made.</summary>
    public override string ToString()
    {
        DateTimeOffset before = At(-10);
        TenantUsage usage = _store.GetUsageAsync(_tenantId, before, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        IReadOnlyList<Allocation> allocations =
            _store.ListAllocationsAsync(_tenantId, new AllocationQuery(), before, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return string.Join('\n', [
            $"{usage.Held} held, {usage.Committed} committed",
            .. usage.Resources.Select(r => r.ToString()),
            .. allocations.Select(a => LedgerOutcome.Allocation(a.Id, a.Amounts.Of, a.Source, a.ExpiresAt, a.CreatedAt, a.ChangedAt)),
        ]);
    }

    private static DateTimeOffset At(int second) => Some.Time.AddSeconds(second);

    private static ResourceAmounts Amounts(int amount) => Resources.Amounts(("cpu", amount), ("gpu", amount));
}
