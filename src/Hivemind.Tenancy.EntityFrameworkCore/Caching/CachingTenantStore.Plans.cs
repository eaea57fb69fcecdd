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

    public ValueTask<PlanWritten> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, PlanPublished change, CancellationToken cancellationToken) =>
        Plans.AddPlanAsync(plan, expectedLatestVersion, change, cancellationToken);

    public ValueTask<TenancyEvent?> RemovePlanAsync(string planName, PlanRemoved change, CancellationToken cancellationToken) =>
        Plans.RemovePlanAsync(planName, change, cancellationToken);
}
