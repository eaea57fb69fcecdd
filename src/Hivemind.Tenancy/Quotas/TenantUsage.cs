namespace Hivemind.Tenancy;

/// <summary>What a tenant holds at one moment.</summary>
public sealed record TenantUsage
{
    /// <summary>Makes a usage.</summary>
    /// <param name="tenantId">Whose it is.</param>
    /// <param name="tenantUid">Which tenant of that id.</param>
    /// <param name="asOf">At which moment.</param>
    /// <param name="resources">Per resource, the five known ones first.</param>
    /// <param name="held">How many allocations are held for a lease.</param>
    /// <param name="committed">How many allocations are committed.</param>
    /// <param name="grace">The grace in force, if there is one.</param>
    public TenantUsage(
        TenantId tenantId, TenantUid tenantUid, DateTimeOffset asOf, IEnumerable<ResourceUsage> resources, int held, int committed, QuotaGrace? grace)
    {
        ArgumentNullException.ThrowIfNull(resources);
        TenantId = Requires.TenantId(tenantId);
        TenantUid = tenantUid;
        AsOf = asOf;
        Resources = ValueList<ResourceUsage>.Create(resources);
        Held = held;
        Committed = committed;
        Grace = grace;
    }

    /// <summary>Whose it is.</summary>
    public TenantId TenantId { get; }

    /// <summary>Which tenant of that id.</summary>
    public TenantUid TenantUid { get; }

    /// <summary>At which moment, by the store's clock.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>Per resource: the five known ones first, then in ordinal order every other one that is held or limited.</summary>
    public IReadOnlyList<ResourceUsage> Resources { get; }

    /// <summary>How many allocations are held for a lease.</summary>
    public int Held { get; }

    /// <summary>How many allocations are committed.</summary>
    public int Committed { get; }

    /// <summary>The grace in force; null when there is none.</summary>
    public QuotaGrace? Grace { get; }

    /// <summary>
    /// The largest share of a limit that is held, in thousandths, as of the tenant's last change: what <see cref="UsageQuery"/> sorts by.
    /// <see cref="int.MaxValue"/> when something is held under a limit of 0; 0 when nothing is limited.
    /// </summary>
    public int Share { get; init; }

    /// <summary>The usage of one resource; all zero and unlimited when it is neither held nor limited.</summary>
    /// <param name="resource">The resource, see <see cref="ResourceNames"/>.</param>
    public ResourceUsage this[string resource] =>
        Resources.FirstOrDefault(r => string.Equals(r.Resource, resource, StringComparison.Ordinal))
        ?? new ResourceUsage(resource, 0, 0, null, null);
}
