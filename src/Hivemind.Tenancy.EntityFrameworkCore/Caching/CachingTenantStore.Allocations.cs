namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Verbs that never touch the cache: the store decides on its current state, and none of them changes a tenant's record.</content>
internal sealed partial class CachingTenantStore
{
    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        inner.AdmitAsync(request, cancellationToken);

    public ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken) =>
        inner.CheckAsync(tenant, amounts, cancellationToken);

    public ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.GrowAsync(tenant, allocationId, target, lease, cancellationToken);

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken) =>
        inner.ResizeAsync(tenant, allocationId, amounts, cancellationToken);

    public ValueTask<TenantStatus> CommitAsync(
        TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken) =>
        inner.CommitAsync(tenant, allocationId, admission, cancellationToken);

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.RenewAsync(tenant, allocationId, admission, lease, cancellationToken);

    public ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(tenant, allocationId, admission, onlyHeld, cancellationToken);

    public ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken) =>
        inner.LowerAsync(tenant, allocationId, amounts, change, cancellationToken);

    public ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        inner.GetUsageAsync(tenant, cancellationToken);

    public ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery query, CancellationToken cancellationToken) =>
        inner.ListUsageAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken) =>
        inner.ListAllocationsAsync(tenant, query, cancellationToken);

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken) =>
        inner.SetGraceAsync(tenant, grace, expected, change, cancellationToken);

    public ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken) =>
        inner.ReportAsync(tenant, report, cancellationToken);

    public ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) =>
        inner.ReadMarksAsync(tenants, cancellationToken);

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken) =>
        inner.ReconcileAsync(observation, change, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        inner.RecomputeAsync(tenant, cancellationToken);

    public ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(query, cancellationToken);

    public ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken) => inner.WaitForEventsAsync(after, cancellationToken);

    public ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken) =>
        inner.AcknowledgeEventsAsync(reader, through, cancellationToken);

    public ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken) =>
        inner.TrimEventsAsync(retention, cancellationToken);

    public ValueTask<TSum> SumUsageAsync<TSum>(
        UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken) =>
        inner.SumUsageAsync(span, begin, add, cancellationToken);

    public ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadUsageAsync(after, limit, cancellationToken);

    public ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken) => inner.TrimUsageAsync(retain, cancellationToken);
}
