namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A tenant of the list.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Usage">What it uses; null where that could not be told.</param>
public sealed record TenantRow(Tenant Tenant, TenantUsage? Usage)
{
    /// <summary>The resources that are limited, the fullest first.</summary>
    public IEnumerable<ResourceUsage> Limited => (Usage?.Resources ?? [])
        .Where(r => r.Limit is not null)
        .OrderByDescending(r => r.Limit > 0 ? r.Total / r.Limit.Value : r.Total > 0 ? decimal.MaxValue : 0);
}
