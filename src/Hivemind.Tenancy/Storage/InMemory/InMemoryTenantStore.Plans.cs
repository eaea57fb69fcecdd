namespace Hivemind.Tenancy.Storage;

/// <content>Plans: under the store's lock, as all that adds, changes and removes tenants.</content>
internal sealed partial class InMemoryTenantStore : IPlanStore
{
    private readonly InMemoryPlans _plans = new();

    public ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<TenantPlan?>(_plans.Find(plan));
        }
    }

    public ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<TenantPlan>>(_plans.List(query));
        }
    }

    public ValueTask<IReadOnlyList<TenantPlan>> ListPlanVersionsAsync(string planName, PlanVersionQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<TenantPlan>>(_plans.ListVersions(planName, query));
        }
    }

    public ValueTask<TenantPlan> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<TenantPlan>(_plans.Add(plan, expectedLatestVersion, _clock.Now));
        }
    }

    public ValueTask<bool> RemovePlanAsync(string planName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<bool>(_plans.Remove(planName));
        }
    }
}
