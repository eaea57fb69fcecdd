namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Verbs that never touch the cache: the store decides on its current state, and none of them changes a tenant's record.</content>
internal sealed partial class CachingTenantStore
{
    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        inner.AdmitAsync(request, cancellationToken);

    public ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.CheckAsync(tenantId, amounts, now, cancellationToken);

    public ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.CommitAsync(tenantId, allocationId, token, now, cancellationToken);

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.RenewAsync(tenantId, allocationId, token, lease, now, cancellationToken);

    public ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(tenantId, allocationId, holdToken, now, cancellationToken);

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ResizeAsync(tenantId, allocationId, amounts, now, cancellationToken);

    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.GetUsageAsync(tenantId, now, cancellationToken);

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ListAllocationsAsync(tenantId, query, now, cancellationToken);

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.SetGraceAsync(tenantId, grace, change, now, cancellationToken);

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReconcileAsync(tenantId, observation, change, now, cancellationToken);

    public ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(query, cancellationToken);

    public ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken) => inner.WaitForEventsAsync(after, cancellationToken);

    public ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken) =>
        inner.AcknowledgeEventsAsync(reader, through, cancellationToken);

    public ValueTask<int> TrimEventsAsync(EventRetention retention, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.TrimEventsAsync(retention, now, cancellationToken);
}
