using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>What is not on the hot path: renewing, resizing and reading allocations.</content>
internal sealed partial class QuotaManager
{
    public async ValueTask<QuotaDecision> CheckAsync(TenantId tenantId, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        resources.Require(amounts, nameof(amounts));
        await guard.EnsureSeesAsync(Requires.TenantId(tenantId), nameof(CheckAsync), cancellationToken).ConfigureAwait(false);
        return await store.CheckAsync(tenantId, amounts, clock.Now, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenantId, allocationId);
        TimeSpan length = Lease(lease);
        await guard.EnsureSeesAsync(tenantId, nameof(RenewAsync), cancellationToken).ConfigureAwait(false);
        return await store.RenewAsync(tenantId, allocationId, token: null, length, clock.Now, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        QuotaDecision decision = await TryResizeAsync(tenantId, allocationId, amounts, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAdmitted)
        {
            throw new QuotaExceededException(tenantId, decision);
        }
    }

    public async ValueTask<QuotaDecision> TryResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenantId, allocationId);
        ArgumentNullException.ThrowIfNull(amounts);
        resources.Require(amounts, nameof(amounts));
        await guard.EnsureSeesAsync(tenantId, nameof(ResizeAsync), cancellationToken).ConfigureAwait(false);
        long start = metrics.StartTimestamp;
        AdmissionResult result = await store.ResizeAsync(tenantId, allocationId, amounts, clock.Now, cancellationToken).ConfigureAwait(false);
        metrics.Decided(tenantId, result.Decision.IsAdmitted, start);
        await DispatchAsync(tenantId, allocationId, result, cancellationToken).ConfigureAwait(false);
        return result.Decision;
    }

    public async ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, CancellationToken cancellationToken = default)
    {
        await guard.EnsureSeesAsync(Requires.TenantId(tenantId), nameof(GetUsageAsync), cancellationToken).ConfigureAwait(false);
        return await store.GetUsageAsync(tenantId, clock.Now, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery? query = null, CancellationToken cancellationToken = default)
    {
        await guard.EnsureSeesAsync(Requires.TenantId(tenantId), nameof(ListAllocationsAsync), cancellationToken).ConfigureAwait(false);
        return await store.ListAllocationsAsync(tenantId, query ?? new AllocationQuery(), clock.Now, cancellationToken).ConfigureAwait(false);
    }
}
