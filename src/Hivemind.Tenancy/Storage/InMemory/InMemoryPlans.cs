namespace Hivemind.Tenancy.Storage;

/// <summary>Plans, and how many tenants are on each. Not thread-safe: used under the store's lock.</summary>
internal sealed class InMemoryPlans
{
    private readonly SortedDictionary<string, Versions> _plans = new(StringComparer.Ordinal);

    public TenantPlan? Find(PlanReference plan) =>
        _plans.TryGetValue(plan.Name, out Versions? versions) ? versions.Find(plan.Version) : null;

    public IReadOnlyList<TenantPlan> List(PlanQuery query) =>
    [
        .. _plans.Where(p => p.Value.Live.Count > 0 && (query.After is null || string.CompareOrdinal(p.Key, query.After) > 0))
            .Select(p => p.Value.Live[^1]).Take(query.Limit),
    ];

    public IReadOnlyList<TenantPlan> ListVersions(string planName, PlanVersionQuery query) =>
        _plans.TryGetValue(planName, out Versions? versions) ? [.. versions.Live.Where(p => p.Version > query.After).Take(query.Limit)] : [];

    public TenantPlan Add(TenantPlan plan, int? expectedLatestVersion, DateTimeOffset now)
    {
        Versions versions = _plans.GetValueOrDefault(plan.Name) ?? new Versions();
        TenantPlan? latest = versions.Find(version: null);
        TenantPlan published = PlanVersionRules.Publish(plan, latest, versions.Last, expectedLatestVersion, now);
        if (published != latest)
        {
            versions.Last = published.Version;
            versions.Live.Add(published);
            _plans[plan.Name] = versions;
        }

        return published;
    }

    public bool Remove(string planName)
    {
        if (!_plans.TryGetValue(planName, out Versions? versions) || versions.Live.Count == 0)
        {
            return false;
        }

        if (versions.Tenants > 0)
        {
            throw new PlanInUseException(planName);
        }

        // The last number stays, so that none is given again.
        versions.Live.Clear();
        return true;
    }

    /// <summary>Before a tenant is written: that the plan exists which it is given.</summary>
    /// <exception cref="PlanNotFoundException">It does not.</exception>
    public void EnsureExists(PlanReference? before, PlanReference? after)
    {
        if (after is { } plan && after != before && Find(plan) is null)
        {
            throw new PlanNotFoundException(plan);
        }
    }

    /// <summary>After a tenant is written: which plan it left, and which it is on.</summary>
    public void Count(PlanReference? before, PlanReference? after)
    {
        if (before is { } left)
        {
            _plans[left.Name].Tenants--;
        }

        if (after is { } plan)
        {
            _plans[plan.Name].Tenants++;
        }
    }

    private sealed class Versions
    {
        /// <summary>In their order.</summary>
        public List<TenantPlan> Live { get; } = [];

        /// <summary>The last number that was given.</summary>
        public int Last { get; set; }

        public long Tenants { get; set; }

        public TenantPlan? Find(int? version) => Live.Count == 0 ? null : version is null ? Live[^1] : Live.Find(p => p.Version == version);
    }
}
