namespace Hivemind.Tenancy.Tests;

/// <summary>A store by type, for tests that register one and never call it.</summary>
internal abstract class UnusableStore : ITenantStore
{
    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TenantWritten> AddAsync(
        Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TenantWritten> UpdateAsync(
         Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
         TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QuotaDecision> CheckAsync(
        TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AdmissionResult> GrowAsync(
         TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<TenantStatus> CommitAsync(
        TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DateTimeOffset?> RenewAsync(
         TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AdmissionResult> ResizeAsync(
         TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> LowerAsync(
         TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(
        UsageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
         TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
         TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
         AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(
        TenantReference tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TSum> SumUsageAsync<TSum>(
        UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken) => throw new NotSupportedException();
}
