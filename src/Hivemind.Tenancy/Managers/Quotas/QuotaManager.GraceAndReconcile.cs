using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>What the host does to a tenant's quotas and allocations, which needs a permission at Global scope.</content>
internal sealed partial class QuotaManager
{
    public async ValueTask GrantGraceAsync(
        TenantId tenantId, ResourceAmounts ceiling, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        ArgumentNullException.ThrowIfNull(ceiling);
        resources.Require(ceiling, nameof(ceiling));
        await DemandGlobalAsync(tenantId, nameof(GrantGraceAsync), cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = clock.Now;
        QuotaGrace? grace = ceiling.Equals(ResourceAmounts.None) ? null : new QuotaGrace(ceiling, TenancyClock.WholeMicroseconds(until));
        if (grace?.Until <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(until), until, $"Grace ends in the future; it is {now:O} now.");
        }

        GraceGranted change = new() { OccurredAt = now, TenantId = tenantId, Grace = grace };
        await events.DispatchAsync(
            await store.SetGraceAsync(tenantId, grace, change.By(TenantContext.Current), now, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ReconciliationResult> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        ArgumentNullException.ThrowIfNull(observation);
        foreach (ObservedAllocation seen in observation.Allocations)
        {
            // A misspelt resource would also say that nothing of the right one is in use.
            resources.Require(seen.Amounts, nameof(observation));
        }

        await DemandGlobalAsync(tenantId, nameof(ReconcileAsync), cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = clock.Now;
        if (observation.StartedAt > now)
        {
            throw new ArgumentException($"The observation began in the future, at {observation.StartedAt:O}; it is {now:O} now.", nameof(observation));
        }

        AllocationsReconciled change = new() { OccurredAt = now, TenantId = tenantId, Source = observation.Source };
        ReconciliationOutcome outcome = await store.ReconcileAsync(
            tenantId, observation, change.By(TenantContext.Current), now, cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(outcome.Events, cancellationToken).ConfigureAwait(false);
        return outcome.Result;
    }

    private ValueTask<TenantReference> DemandGlobalAsync(TenantId tenantId, string operation, CancellationToken cancellationToken) =>
        guard.DemandGlobalAsync(tenantId, TenancyPermissions.UpdateQuotas, operation, cancellationToken);
}
