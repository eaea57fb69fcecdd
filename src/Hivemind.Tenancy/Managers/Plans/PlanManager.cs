using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Authorizes by the ambient context, then lets the store decide over plans, and <see cref="PlanMover"/> over tenants.</summary>
internal sealed class PlanManager(
    IPlanStore store,
    ITenantStore tenants,
    CallerGuard guard,
    TenantPlans plans,
    PlanMover mover,
    EventDispatcher events,
    TenancyClock clock,
    DeclaredResources resources) : IPlanManager
{
    public async ValueTask<TenantPlan> PublishAsync(TenantPlan plan, int? expectedLatestVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (expectedLatestVersion < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(expectedLatestVersion), expectedLatestVersion, "A version, or 0 for none.");
        }

        await guard.AuthorizeAsync(PlanCallers.Publish, cancellationToken).ConfigureAwait(false);
        resources.Require(plan.ResourceQuotas, nameof(plan));
        await DemandBoundAsync(PlanCallers.Publish, plan, cancellationToken).ConfigureAwait(false);
        PlanPublished change = new() { OccurredAt = clock.Now, Plan = plan };
        PlanWritten written = await store.AddPlanAsync(plan, expectedLatestVersion, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(written.Event, cancellationToken).ConfigureAwait(false);
        return written.Plan;
    }

    public async ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken = default)
    {
        plan.Validated(nameof(plan));
        await guard.AuthorizeAsync(PlanCallers.Find, cancellationToken).ConfigureAwait(false);
        return await store.FindPlanAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TenantPlan> GetPlanAsync(PlanReference plan, CancellationToken cancellationToken = default) =>
        await FindPlanAsync(plan, cancellationToken).ConfigureAwait(false) ?? throw new PlanNotFoundException(plan);

    public async ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery? query = null, CancellationToken cancellationToken = default)
    {
        await guard.AuthorizeAsync(PlanCallers.List, cancellationToken).ConfigureAwait(false);
        return await store.ListPlansAsync(query ?? new PlanQuery(), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<TenantPlan>> ListVersionsAsync(
        string planName, PlanVersionQuery? query = null, CancellationToken cancellationToken = default)
    {
        Requires.Label(planName, "Plan name");
        await guard.AuthorizeAsync(PlanCallers.ListVersions, cancellationToken).ConfigureAwait(false);
        return await store.ListPlanVersionsAsync(planName, query ?? new PlanVersionQuery(), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(string planName, CancellationToken cancellationToken = default)
    {
        Requires.Label(planName, "Plan name");
        await guard.AuthorizeAsync(PlanCallers.Remove, cancellationToken).ConfigureAwait(false);
        PlanRemoved change = new() { OccurredAt = clock.Now, PlanName = planName };
        TenancyEvent? recorded = await store.RemovePlanAsync(planName, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(recorded, cancellationToken).ConfigureAwait(false);
        return recorded is not null;
    }

    public IAsyncEnumerable<PlanMove> PreviewAsync(
        PlanReference plan, IReadOnlyList<TenantReference>? tenants = null, CancellationToken cancellationToken = default) =>
        PreviewedAsync(plan.Validated(nameof(plan)), Validated(tenants), cancellationToken);

    public async ValueTask<PlanRun> ApplyAsync(
        PlanReference plan, IReadOnlyList<TenantReference>? tenants = null, CancellationToken cancellationToken = default)
    {
        plan.Validated(nameof(plan));
        TenantReference[]? named = Validated(tenants);
        TenantPlan to = await BeginAsync(PlanCallers.Apply, plan, cancellationToken).ConfigureAwait(false);
        int moved = 0;
        List<PlanMove> problems = [];
        await foreach (TenantReference tenant in TargetsAsync(PlanCallers.Apply.Verb, to, named, problems, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await mover.MoveAsync(tenant, to, cancellationToken).ConfigureAwait(false) is { } move)
                {
                    moved += move.Problem is null ? 1 : 0;
                    problems.AddRange(move.Problem is null ? [] : [move]);
                }
            }
            catch (TenancyException e) when (e is TenantNotFoundException or TenantNotActiveException or TenantVersionConflictException)
            {
                // It changed, or went, while it was to be moved.
                problems.Add(new PlanMove(tenant, From: null, to.Reference) { Problem = e.Message });
            }
        }

        return new PlanRun(to.Reference, moved) { Problems = problems };
    }

    public async ValueTask<PlanMove> MoveTenantAsync(TenantReference tenant, PlanReference plan, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        plan.Validated(nameof(plan));
        TenantReference target = await guard.AuthorizeAsync(PlanCallers.Move, tenant, cancellationToken).ConfigureAwait(false);
        TenantPlan to = await TargetAsync(PlanCallers.Move, plan, cancellationToken).ConfigureAwait(false);
        return await mover.MoveAsync(target, to, cancellationToken).ConfigureAwait(false) ?? new PlanMove(target, to.Reference, to.Reference);
    }

    private static TenantReference[]? Validated(IReadOnlyList<TenantReference>? tenants) =>
        tenants is null ? null : [.. tenants.Select(t => t.Validated(nameof(tenants))).Distinct()];

    private async IAsyncEnumerable<PlanMove> PreviewedAsync(
        PlanReference plan, TenantReference[]? named, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TenantPlan to = await BeginAsync(PlanCallers.Preview, plan, cancellationToken).ConfigureAwait(false);
        List<PlanMove> problems = [];
        await foreach (TenantReference tenant in TargetsAsync(PlanCallers.Preview.Verb, to, named, problems, cancellationToken).ConfigureAwait(false))
        {
            if (await mover.PreviewAsync(tenant, to, cancellationToken).ConfigureAwait(false) is { } move)
            {
                yield return move;
            }
        }

        foreach (PlanMove problem in problems)
        {
            yield return problem;
        }
    }

    /// <summary>The version that tenants go to, once the caller may move them to it.</summary>
    private async ValueTask<TenantPlan> BeginAsync(CallerRule rule, PlanReference plan, CancellationToken cancellationToken)
    {
        await guard.AuthorizeAsync(rule, cancellationToken).ConfigureAwait(false);
        return await TargetAsync(rule, plan, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TenantPlan> TargetAsync(CallerRule rule, PlanReference plan, CancellationToken cancellationToken)
    {
        TenantPlan to = await plans.GetAsync(plan, cancellationToken).ConfigureAwait(false);
        await DemandBoundAsync(rule, to, cancellationToken).ConfigureAwait(false);
        return to;
    }

    /// <summary>Nobody gives out more than they hold, be it through a plan. Which tenants will be on it nobody knows, so it is asked for everywhere.</summary>
    private async ValueTask DemandBoundAsync(CallerRule rule, TenantPlan plan, CancellationToken cancellationToken)
    {
        foreach (Role role in await plans.RolesAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            await guard.DemandHeldAsync(role.Permissions, PermissionScope.Global, rule.Verb, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The tenants that are meant, by page or one by one; in a context for one tenant every other is not found.</summary>
    private async IAsyncEnumerable<TenantReference> TargetsAsync(
        string verb, TenantPlan to, TenantReference[]? named, List<PlanMove> problems, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (named is null && TenantContext.Current?.BoundTo is { } own)
        {
            if (await tenants.FindLatestNamedAsync(own, cancellationToken).ConfigureAwait(false) is { } tenant && tenant.Plan?.Name == to.Name)
            {
                yield return tenant;
            }

            yield break;
        }

        foreach (TenantReference tenant in named ?? [])
        {
            TenantReference target;
            try
            {
                target = await guard.ReachAsync(verb, tenant, cancellationToken).ConfigureAwait(false);
            }
            catch (TenantNotFoundException e)
            {
                problems.Add(new PlanMove(tenant, From: null, to.Reference) { Problem = e.Message });
                continue;
            }

            yield return target;
        }

        TenantQuery? query = named is null ? new TenantQuery { PlanName = to.Name, Limit = TenancyLimits.PageSize } : null;
        while (query is not null)
        {
            IReadOnlyList<Tenant> page = await tenants.ListAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (Tenant tenant in page.Where(t => t.Plan != to.Reference))
            {
                yield return tenant;
            }

            query = page.Count < query.Limit ? null : query with { After = page[^1].Id };
        }
    }
}
