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

    public ValueTask<PlanWritten> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, PlanPublished change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            DateTimeOffset now = _clock.Now;
            TenantPlan? latest = _plans.Find(new PlanReference(plan.Name));
            TenantPlan published = _plans.Add(plan, expectedLatestVersion, now);
            return new ValueTask<PlanWritten>(new PlanWritten(published, published == latest ? null : Log.Append((change with { Plan = published }).At(now))));
        }
    }

    public ValueTask<TenancyEvent?> RemovePlanAsync(string planName, PlanRemoved change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<TenancyEvent?>(_plans.Remove(planName) ? Append(change) : null);
        }
    }
}
