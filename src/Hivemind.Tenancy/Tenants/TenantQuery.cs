namespace Hivemind.Tenancy;

/// <summary>Which tenants to list. They come in ordinal order of their ids; ask for the next page with the last id as <see cref="After"/>.</summary>
public sealed record TenantQuery
{
    /// <summary>Only tenants in this status; null for any.</summary>
    public TenantStatus? Status { get; init => field = value is { } status ? Requires.Defined(status, "Tenant status", nameof(value)) : null; }

    /// <summary>Only tenants of this owner; null for any.</summary>
    public string? OwnerId { get; init => field = value is null ? null : Requires.UserId(value); }

    /// <summary>Only tenants whose id sorts after this one; null to start at the first.</summary>
    public TenantId? After { get; init => field = value is { } id ? Requires.TenantId(id, nameof(value)) : null; }

    /// <summary>Most tenants to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;
}
