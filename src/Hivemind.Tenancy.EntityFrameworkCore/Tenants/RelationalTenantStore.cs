using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// Tenants and allocations in a relational database: each verb is one transaction that takes the tenant's row lock first, and
/// computes usage under it. Correct on every database with a <see cref="TenancyDatabase"/>; one that can do the hot verbs in fewer
/// round trips overrides them.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="options">Says which thresholds are reported.</param>
public partial class RelationalTenantStore(TenancyDatabase database, IOptions<HivemindTenancyOptions> options) : ITenantStore
{
    private readonly int[] _thresholds = [.. options.Value.ResolveQuotaThresholds()];

    /// <summary>The database.</summary>
    protected TenancyDatabase Database { get; } = database;

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantId> tenantIds, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantId tenantId, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseAsync(TenantId tenantId, string allocationId, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseHoldAsync(
        TenantId tenantId, string allocationId, long token, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantId? tenantId, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();
}
