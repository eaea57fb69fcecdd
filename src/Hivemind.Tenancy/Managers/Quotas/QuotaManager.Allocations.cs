using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>What is not on the hot path: growing, renewing, resizing and reading allocations.</content>
internal sealed partial class QuotaManager
{
    public async ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        RequireAmounts(amounts);
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Check, tenant.Validated(nameof(tenant)), cancellationToken).ConfigureAwait(false);
        return await store.CheckAsync(target, amounts, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ResourceReservation> ReserveGrowthAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        ReservationResult result = await TryReserveGrowthAsync(tenant, allocationId, target, lease, cancellationToken).ConfigureAwait(false);
        return result.Reservation ?? throw new QuotaExceededException(tenant.Id, result.Decision);
    }

    public async ValueTask<ReservationResult> TryReserveGrowthAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        RequireAmounts(target);
        TimeSpan length = Lease(lease);
        TenantReference named = await guard.AuthorizeAsync(QuotaCallers.ReserveGrowth, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        long start = metrics.StartTimestamp;
        AdmissionResult result = await store.GrowAsync(named, allocationId, target, length, cancellationToken).ConfigureAwait(false);
        metrics.Decided(tenant.Id, result.Decision.IsAdmitted, start);
        await DispatchAsync(tenant.Id, allocationId, result, cancellationToken).ConfigureAwait(false);
        return result.Decision.IsAdmitted
            ? ReservationResult.Admitted(new AdmittedReservation(this, tenant.Id, allocationId, target, result))
            : ReservationResult.Refused(result.Decision);
    }

    public async ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        TimeSpan length = Lease(lease);
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Renew, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        return await store.RenewAsync(target, allocationId, admission: null, length, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        QuotaDecision decision = await TryResizeAsync(tenant, allocationId, amounts, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAdmitted)
        {
            throw new QuotaExceededException(tenant.Id, decision);
        }
    }

    public async ValueTask<QuotaDecision> TryResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        RequireAmounts(amounts);
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Resize, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        long start = metrics.StartTimestamp;
        AdmissionResult result = await store.ResizeAsync(target, allocationId, amounts, cancellationToken).ConfigureAwait(false);
        metrics.Decided(tenant.Id, result.Decision.IsAdmitted, start);
        await DispatchAsync(tenant.Id, allocationId, result, cancellationToken).ConfigureAwait(false);
        return result.Decision;
    }

    public async ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        ArgumentNullException.ThrowIfNull(amounts);
        resources.Require(amounts, nameof(amounts));
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Lower, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        return await store.LowerAsync(target, allocationId, amounts, change, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.GetUsage, tenant.Validated(nameof(tenant)), cancellationToken).ConfigureAwait(false);
        return await store.GetUsageAsync(target, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery? query = null, CancellationToken cancellationToken = default)
    {
        if (query?.Tenants is { } named)
        {
            return await ListUsageAsync(query, named, cancellationToken).ConfigureAwait(false);
        }

        await guard.AuthorizeAsync(QuotaCallers.ListUsage, cancellationToken).ConfigureAwait(false);
        return await store.ListUsageAsync(query ?? new UsageQuery(), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery? query = null, CancellationToken cancellationToken = default)
    {
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.ListAllocations, tenant.Validated(nameof(tenant)), cancellationToken).ConfigureAwait(false);
        return await store.ListAllocationsAsync(target, query ?? new AllocationQuery(), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(
        UsageQuery query, IReadOnlyList<TenantReference> named, CancellationToken cancellationToken)
    {
        IReadOnlyList<TenantReference> targets = await guard.AuthorizeEachAsync(QuotaCallers.ListUsageOfNamed, named, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TenantUsage> page = await store.ListUsageAsync(query with { Tenants = targets }, cancellationToken).ConfigureAwait(false);
        if (query.After is null && TenantContext.Current is { Kind: TenantContextKind.Tenant, TenantId: { } own } && targets.Any(t => !page.Any(u => t.Names(u.TenantUid))))
        {
            // In a tenant nothing has been looked at, and that tenant is gone.
            throw new TenantNotFoundException(own);
        }

        return page;
    }
}
