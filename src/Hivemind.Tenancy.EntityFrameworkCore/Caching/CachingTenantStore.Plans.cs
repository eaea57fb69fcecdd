namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Plans are never answered from the cache.</content>
internal sealed partial class CachingTenantStore : IPlanStore
{
    private IPlanStore Plans => inner as IPlanStore
        ?? throw new NotSupportedException($"{inner.GetType().Name} keeps no plans: it is no {nameof(IPlanStore)}.");

    public ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken) => Plans.FindPlanAsync(plan, cancellationToken);

    public ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery query, CancellationToken cancellationToken) =>
        Plans.ListPlansAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<TenantPlan>> ListPlanVersionsAsync(string planName, PlanVersionQuery query, CancellationToken cancellationToken) =>
        Plans.ListPlanVersionsAsync(planName, query, cancellationToken);

    public ValueTask<TenantPlan> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, CancellationToken cancellationToken) =>
        Plans.AddPlanAsync(plan, expectedLatestVersion, cancellationToken);

    public ValueTask<bool> RemovePlanAsync(string planName, CancellationToken cancellationToken) => Plans.RemovePlanAsync(planName, cancellationToken);
}
