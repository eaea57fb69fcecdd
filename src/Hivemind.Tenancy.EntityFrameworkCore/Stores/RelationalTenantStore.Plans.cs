namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Plans.</content>
public partial class RelationalTenantStore : IPlanStore
{
    private readonly RelationalPlans _plans;

    /// <inheritdoc/>
    public virtual ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken) => _plans.FindAsync(plan, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _plans.ListAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenantPlan>> ListPlanVersionsAsync(
        string planName, PlanVersionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _plans.ListVersionsAsync(planName, query, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<PlanWritten> AddPlanAsync(
        TenantPlan plan, int? expectedLatestVersion, PlanPublished change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(change);
        return _plans.AddAsync(plan, expectedLatestVersion, change, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<TenancyEvent?> RemovePlanAsync(string planName, PlanRemoved change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _plans.RemoveAsync(planName, change, cancellationToken);
    }
}
