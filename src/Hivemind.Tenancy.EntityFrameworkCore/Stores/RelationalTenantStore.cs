using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Tenants and allocations in a relational database. A verb that writes takes the tenant's ledger and reads, decides by the rules of
/// the core, and writes and commits; one that looks reads as of one moment. Correct on every database with a <see cref="TenancyDatabase"/>.
/// </summary>
public partial class RelationalTenantStore : ITenantStore, IConsumptionStore
{
    private readonly RelationalTenantReader _reader;
    private readonly RelationalTenantWriter _writer;
    private readonly RelationalAdmission _admission;
    private readonly RelationalAllocations _allocations;
    private readonly RelationalUsage _usage;
    private readonly RelationalReconciliation _reconciliation;
    private readonly RelationalMetering _metering;
    private readonly RelationalConsumption _consumption;

    /// <summary>Makes the store.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Says which thresholds are reported, and whether usage is metered.</param>
    public RelationalTenantStore(TenancyDatabase database, IOptions<HivemindTenancyOptions> options)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        Database = database;
        LedgerSettings settings = new([.. options.Value.ResolveQuotaThresholds()], options.Value.Metering);
        _reader = new RelationalTenantReader(database);
        _writer = new RelationalTenantWriter(database, settings);
        _admission = new RelationalAdmission(database, settings);
        _allocations = new RelationalAllocations(database, settings);
        _usage = new RelationalUsage(database, settings);
        _reconciliation = new RelationalReconciliation(database, settings);
        _metering = new RelationalMetering(database);
        _consumption = new RelationalConsumption(database, settings.Thresholds);
        _plans = new RelationalPlans(database);
    }

    /// <summary>The database.</summary>
    protected TenancyDatabase Database { get; }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        _reader.FindAsync(tenantId, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> FindManyAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        return _reader.FindManyAsync(tenants, cancellationToken);
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
    public virtual ValueTask<TenantWritten> AddAsync(
        Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return _writer.AddAsync(tenant, change, key, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TenantWritten> UpdateAsync(
        Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return _writer.UpdateAsync(tenant, expectedVersion, onlyIfIdle, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _writer.RemoveAsync(tenant, expectedVersion, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        _admission.AdmitAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return _usage.CheckAsync(tenant, amounts, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _admission.GrowAsync(tenant, allocationId, target, lease, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return _admission.ResizeAsync(tenant, allocationId, amounts, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TenantStatus> CommitAsync(
        TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken) =>
        _allocations.CommitAsync(tenant, allocationId, admission, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken) =>
        _allocations.RenewAsync(tenant, allocationId, admission, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken) =>
        _allocations.ReleaseAsync(tenant, allocationId, admission, onlyHeld, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return _allocations.LowerAsync(tenant, allocationId, amounts, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        _usage.GetUsageAsync(tenant, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _usage.ListUsageAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _usage.ListAllocationsAsync(tenant, query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _allocations.SetGraceAsync(tenant, grace, expected, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return _allocations.ReportAsync(tenant, report, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        return _usage.ReadMarksAsync(tenants, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<ReconciliationOutcome> ReconcileAsync(
        AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(change);
        return _reconciliation.ReconcileAsync(observation, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        _allocations.RecomputeAsync(tenant, cancellationToken);

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
    public virtual ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return Database.TrimEventsAsync(retention, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TSum> SumUsageAsync<TSum>(
        UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(add);
        return _metering.SumAsync(span, begin, add, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken) =>
        _metering.ReadAsync(after, limit, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken) => _metering.TrimAsync(retain, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken) =>
        _consumption.ConsumeAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken) =>
        _consumption.HoldAsync(request, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken) =>
        _consumption.SettleAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseHoldAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken) =>
        _consumption.ReleaseAsync(tenant, id, number, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ConsumptionOutcome> CorrectAsync(
        ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _consumption.CorrectAsync(request, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        _consumption.GetBudgetsAsync(tenant, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(
        TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _consumption.ReadAsync(tenant, query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<int> TrimConsumptionAsync(TimeSpan? retain, CancellationToken cancellationToken) =>
        _consumption.TrimAsync(retain, cancellationToken);
}
