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
    public virtual ValueTask<TenantPlan> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return _plans.AddAsync(plan, expectedLatestVersion, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<bool> RemovePlanAsync(string planName, CancellationToken cancellationToken) => _plans.RemoveAsync(planName, cancellationToken);
}
