namespace Hivemind.Tenancy.Tests;

/// <summary>A store by type, for tests that register one and never call it.</summary>
internal abstract class UnusableStore : ITenantStore
{
    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantReference? tenant, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
