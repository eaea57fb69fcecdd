namespace Hivemind.Tenancy;

/// <summary>
/// A page of the usage of all tenants, or of those that are named, the worst first: by <see cref="TenantUsage.Share"/>, then by id. Shares
/// move, so a tenant may be met twice or not at all.
/// </summary>
public sealed record UsageQuery
{
    /// <summary>
    /// Only these tenants, 1 to 1,000, in the same order and pages, read at once; null, as it is unless set, for all. Each comes once, however
    /// often it is named, and as <see cref="IQuotaManager.GetUsageAsync"/> shows it, also when nothing of it is held or limited. One that is
    /// gone, or whose uid is another, is left out, see <see cref="IQuotaManager.ListUsageAsync"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">They are none, or more than 1,000.</exception>
    /// <exception cref="ArgumentException">One is <c>default(TenantReference)</c>.</exception>
    public IReadOnlyList<TenantReference>? Tenants { get; init => field = value is null ? null : Validated(value); }

    /// <summary>The last usage of the page before; null for the first page.</summary>
    public TenantUsage? After { get; init; }

    /// <summary>Most tenants to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;

    private static ValueList<TenantReference> Validated(IReadOnlyList<TenantReference> tenants)
    {
        ValueList<TenantReference> named = ValueList<TenantReference>.Create(tenants);
        if (named.Count is < 1 or > TenancyLimits.PageSize)
        {
            throw new ArgumentOutOfRangeException(nameof(tenants), named.Count, $"Tenants are 1 to {TenancyLimits.PageSize}, or null for all.");
        }

        foreach (TenantReference tenant in named)
        {
            tenant.Validated(nameof(tenants));
        }

        return named;
    }
}
