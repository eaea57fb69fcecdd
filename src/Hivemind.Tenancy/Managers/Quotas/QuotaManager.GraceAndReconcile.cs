using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>What the host does to a tenant's quotas and allocations, which needs a permission at Global scope.</content>
internal sealed partial class QuotaManager
{
    public async ValueTask GrantGraceAsync(
        TenantReference tenant, ResourceAmounts ceiling, DateTimeOffset until, ExpectedGrace? expected = null, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        ArgumentNullException.ThrowIfNull(ceiling);
        resources.Require(ceiling, nameof(ceiling));
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.GrantGrace, tenant, cancellationToken).ConfigureAwait(false);
        QuotaGrace? grace = ceiling.Equals(ResourceAmounts.None) ? null : new QuotaGrace(ceiling, TenancyClock.WholeMicroseconds(until));
        ExpectedGrace? seen = expected?.Grace is { } known ? new ExpectedGrace(known with { Until = TenancyClock.WholeMicroseconds(known.Until) }) : expected;
        GraceGranted change = new() { OccurredAt = clock.Now, TenantId = target.Id, TenantUid = target.Uid, Grace = grace };
        await events.DispatchAsync(
            await store.SetGraceAsync(target, grace, seen, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        TenantReference[] targets = [.. tenants];
        Page.Limit(Math.Max(1, targets.Length), nameof(tenants));
        await guard.RequireCallerAsync(QuotaCallers.ReadMarks.Verb, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = await guard.AuthorizeAsync(QuotaCallers.ReadMarks, targets[i].Validated(nameof(tenants)), cancellationToken).ConfigureAwait(false);
        }

        return await store.ReadMarksAsync(targets, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ReconciliationResult> ReconcileAsync(AllocationObservation observation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observation);
        foreach (ObservedAllocation seen in observation.Allocations)
        {
            // A misspelt resource would also say that nothing of the right one is in use.
            resources.Require(seen.Amounts, nameof(observation));
        }

        TenantReference tenant = new(observation.Mark.TenantId, observation.Mark.TenantUid);
        await guard.AuthorizeAsync(QuotaCallers.Reconcile, tenant, cancellationToken).ConfigureAwait(false);
        foreach (ObservedAllocation seen in observation.Allocations)
        {
            await guard.EnsureUnclaimedAsync(QuotaCallers.Reconcile, tenant, seen.Id, cancellationToken).ConfigureAwait(false);
        }

        AllocationsReconciled change = new()
        {
            OccurredAt = clock.Now,
            TenantId = tenant.Id,
            TenantUid = tenant.Uid,
            Source = observation.Source,
        };
        ReconciliationOutcome outcome = await store.ReconcileAsync(
            observation, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(outcome.Events, cancellationToken).ConfigureAwait(false);
        return outcome.Result;
    }

    public async ValueTask<IReadOnlyList<Storage.LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Recompute, tenant.Validated(nameof(tenant)), cancellationToken).ConfigureAwait(false);
        return await store.RecomputeAsync(target, cancellationToken).ConfigureAwait(false);
    }
}
