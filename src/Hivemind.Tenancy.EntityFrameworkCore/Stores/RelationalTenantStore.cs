using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Tenants and allocations in a relational database: a verb that writes is one transaction that takes the tenant's row lock first,
/// and computes usage under it. Correct on every database with a <see cref="TenancyDatabase"/>; one that can do the frequent verbs
/// in fewer round trips overrides them.
/// </summary>
public class RelationalTenantStore : ITenantStore
{
    private readonly RelationalTenantReader _reader;
    private readonly RelationalTenantWriter _writer;
    private readonly RelationalAdmission _admission;
    private readonly RelationalAllocations _allocations;
    private readonly RelationalGrace _grace;
    private readonly RelationalReconciliation _reconciliation;

    /// <summary>Makes the store.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Says which thresholds are reported.</param>
    public RelationalTenantStore(TenancyDatabase database, IOptions<HivemindTenancyOptions> options)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        Database = database;
        int[] thresholds = [.. options.Value.ResolveQuotaThresholds()];
        _reader = new RelationalTenantReader(database);
        _writer = new RelationalTenantWriter(database, thresholds);
        _admission = new RelationalAdmission(database, thresholds);
        _allocations = new RelationalAllocations(database);
        _grace = new RelationalGrace(database, thresholds);
        _reconciliation = new RelationalReconciliation(database, thresholds);
    }

    /// <summary>The database.</summary>
    protected TenancyDatabase Database { get; }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        _reader.FindAsync(tenantId, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantId> tenantIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenantIds);
        return _reader.FindManyAsync(tenantIds, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _reader.FindByNameAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) =>
        _reader.FindByNamespaceAsync(namespaceName, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _reader.ListAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return _writer.AddAsync(tenant, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return _writer.UpdateAsync(tenant, expectedVersion, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantId tenantId, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _writer.RemoveAsync(tenantId, expectedVersion, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        _admission.AdmitAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        _admission.CheckAsync(tenantId, amounts, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        _admission.ResizeAsync(tenantId, allocationId, amounts, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        _allocations.CommitAsync(tenantId, allocationId, token, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        _allocations.RenewAsync(tenantId, allocationId, token, lease, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken) =>
        _allocations.ReleaseAsync(tenantId, allocationId, holdToken, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        _allocations.GetUsageAsync(tenantId, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _allocations.ListAllocationsAsync(tenantId, query, now, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _grace.SetGraceAsync(tenantId, grace, change, now, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(change);
        return _reconciliation.ReconcileAsync(tenantId, observation, change, now, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Database.ReadEventsAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken) =>
        Database.WaitForEventsAsync(after, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reader);
        return Database.AcknowledgeEventsAsync(reader, through, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<int> TrimEventsAsync(EventRetention retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return Database.TrimEventsAsync(retention, now, cancellationToken);
    }
}
