namespace Hivemind.Tenancy.Tests;

/// <summary>
/// A store that answers on another thread, never at once. A test may hold it up, or make it fail, before and after the step
/// that the store behind it takes; the hooks are given the verb's name.
/// </summary>
internal sealed class AsynchronousStore(ITenantStore inner) : ITenantStore
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        Later(nameof(FindAsync), () => inner.FindAsync(tenantId, cancellationToken));

    public ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        Later(nameof(FindByNameAsync), () => inner.FindByNameAsync(name, cancellationToken));

    public ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) =>
        Later(nameof(FindByNamespaceAsync), () => inner.FindByNamespaceAsync(namespaceName, cancellationToken));

    public ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken) =>
        Later(nameof(ListAsync), () => inner.ListAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken) =>
        Later(nameof(AddAsync), () => inner.AddAsync(tenant, change, cancellationToken));

    public ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken) =>
        Later(nameof(UpdateAsync), () => inner.UpdateAsync(tenant, expectedVersion, change, cancellationToken));

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantId tenantId, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken) =>
        Later(nameof(RemoveAsync), () => inner.RemoveAsync(tenantId, expectedVersion, change, cancellationToken));

    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        Later(nameof(AdmitAsync), () => inner.AdmitAsync(request, cancellationToken));

    public ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(CheckAsync), () => inner.CheckAsync(tenantId, amounts, now, cancellationToken));

    public async ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Later(nameof(CommitAsync), async () =>
        {
            await inner.CommitAsync(tenantId, allocationId, token, now, cancellationToken);
            return true;
        });

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(RenewAsync), () => inner.RenewAsync(tenantId, allocationId, token, lease, now, cancellationToken));

    public ValueTask<bool> ReleaseAsync(TenantId tenantId, string allocationId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(ReleaseAsync), () => inner.ReleaseAsync(tenantId, allocationId, now, cancellationToken));

    public ValueTask<bool> ReleaseHoldAsync(
        TenantId tenantId, string allocationId, long token, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(ReleaseHoldAsync), () => inner.ReleaseHoldAsync(tenantId, allocationId, token, now, cancellationToken));

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(ResizeAsync), () => inner.ResizeAsync(tenantId, allocationId, amounts, now, cancellationToken));

    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(GetUsageAsync), () => inner.GetUsageAsync(tenantId, now, cancellationToken));

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(ListAllocationsAsync), () => inner.ListAllocationsAsync(tenantId, query, now, cancellationToken));

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(SetGraceAsync), () => inner.SetGraceAsync(tenantId, grace, change, now, cancellationToken));

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken) =>
        Later(nameof(ReconcileAsync), () => inner.ReconcileAsync(tenantId, observation, change, now, cancellationToken));

    public ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantId? tenantId, int limit, CancellationToken cancellationToken) =>
        Later(nameof(ReadEventsAsync), () => inner.ReadEventsAsync(after, tenantId, limit, cancellationToken));

    private async ValueTask<T> Later<T>(string verb, Func<ValueTask<T>> step)
    {
        await Task.Yield();
        await Before(verb);
        T result = await step();
        await After(verb);
        return result;
    }
}
