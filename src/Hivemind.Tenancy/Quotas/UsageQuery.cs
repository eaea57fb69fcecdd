namespace Hivemind.Tenancy;

/// <summary>A page of the usage of all tenants, the worst first: by <see cref="TenantUsage.Share"/>, then by id. Shares move, so a tenant may be met twice or not at all.</summary>
public sealed record UsageQuery
{
    /// <summary>The last usage of the page before; null for the first page.</summary>
    public TenantUsage? After { get; init; }

    /// <summary>Most tenants to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;
}
