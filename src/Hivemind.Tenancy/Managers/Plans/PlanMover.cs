using System.Diagnostics;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Moves one tenant to a version of a plan. Repeats harmlessly: the tenant's record, which says that it is there, is written last.</summary>
internal sealed class PlanMover(ITenantStore store, TenantPlans plans, TenantWriter writer, DeclaredResources resources, TenancyMetrics metrics)
{
    /// <summary>How often a tenant that others change is tried.</summary>
    private const int Tries = 10;

    /// <summary>What moving the tenant would change; null when it is there, or gone.</summary>
    public async ValueTask<PlanMove?> PreviewAsync(TenantReference named, TenantPlan to, CancellationToken cancellationToken)
    {
        for (int attempt = 1; await store.FindLatestNamedAsync(named, cancellationToken).ConfigureAwait(false) is { } tenant && tenant.Plan != to.Reference; attempt++)
        {
            try
            {
                return Plan(tenant, await FromAsync(tenant, cancellationToken).ConfigureAwait(false), to).Move;
            }
            catch (PlanNotFoundException) when (attempt < Tries)
            {
                // It left that plan, which was removed.
            }
        }

        return null;
    }

    /// <summary>What moving the tenant changed, or why it was not moved; null when it was there already.</summary>
    /// <exception cref="TenantNotFoundException">It is gone.</exception>
    /// <exception cref="TenantNotActiveException">Its deletion was begun while it was to be moved.</exception>
    /// <exception cref="TenantVersionConflictException">Others changed it each time.</exception>
    public async ValueTask<PlanMove?> MoveAsync(TenantReference named, TenantPlan to, CancellationToken cancellationToken)
    {
        using Activity? activity = TenancyActivities.Start("move", named.Id);
        try
        {
            PlanMove? move = await TryMoveAsync(named, to, cancellationToken).ConfigureAwait(false);
            if (move is not null)
            {
                metrics.Moved(named.Id, move);
            }

            return move;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private async ValueTask<PlanMove?> TryMoveAsync(TenantReference named, TenantPlan to, CancellationToken cancellationToken)
    {
        bool isBound = false;
        for (int attempt = 1; ; attempt++)
        {
            Tenant before = await store.GetLatestAsync(named, cancellationToken).ConfigureAwait(false);
            if (before.Plan == to.Reference)
            {
                return null;
            }

            try
            {
                TenantPlan? from = await FromAsync(before, cancellationToken).ConfigureAwait(false);
                (PlanMove move, Tenant? after) = Plan(before, from, to);
                if (after is not null)
                {
                    // From here on nothing is broken off: bindings and record belong together.
                    cancellationToken.ThrowIfCancellationRequested();
                    isBound = true;
                    await plans.BindAsync(before, from, to, CancellationToken.None).ConfigureAwait(false);
                    await writer.UpdateAsync(before, after, CancellationToken.None).ConfigureAwait(false);
                }
                else if (isBound)
                {
                    // Others moved it, and now it cannot be moved: it has what its own version binds.
                    await plans.BindAsync(before, to, from, CancellationToken.None).ConfigureAwait(false);
                }

                return move;
            }
            catch (TenancyException e) when (attempt < Tries && (e is TenantVersionConflictException || (e is PlanNotFoundException gone && gone.Plan != to.Reference)))
            {
                // Somebody changed it in between, or moved it and removed the plan that it was on.
            }
        }
    }

    private async ValueTask<TenantPlan?> FromAsync(Tenant tenant, CancellationToken cancellationToken) =>
        tenant.Plan is { } plan ? await plans.GetAsync(plan, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>The move in words, and the tenant as it will be; null when it cannot be moved.</summary>
    private (PlanMove Move, Tenant? After) Plan(Tenant before, TenantPlan? from, TenantPlan to)
    {
        PlanMove move = new(before, before.Plan, to.Reference);
        if (before.Status == TenantStatus.Pending || !before.Status.Allows(TenantOperation.Update))
        {
            // One that is being made binds what its version binds, at some time until it is Active.
            return (move with { Problem = $"The tenant is {before.Status}." }, null);
        }

        try
        {
            Tenant after = PlanRules.Move(before, from, to);
            resources.Require(to.ResourceQuotas, nameof(to));
            return (move with { Changes = [.. PlanRules.Changes(before, after), .. BindingChanges(from, to)] }, after);
        }
        catch (ArgumentException e)
        {
            return (move with { Problem = e.Message }, null);
        }
    }

    private static IEnumerable<PlanChange> BindingChanges(TenantPlan? from, TenantPlan to)
    {
        IReadOnlyList<PlanBinding> before = from?.Bindings ?? [];
        return before.Except(to.Bindings).Select(b => new PlanChange(nameof(TenantPlan.Bindings), b.Subject.ToString(), b.Role.ToString(), null))
            .Concat(to.Bindings.Except(before).Select(b => new PlanChange(nameof(TenantPlan.Bindings), b.Subject.ToString(), null, b.Role.ToString())));
    }
}
