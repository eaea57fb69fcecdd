namespace Hivemind.Tenancy;

/// <summary>
/// Which tenants to list: those that satisfy everything that is set. They come in ordinal order of their ids; ask for the next page
/// with the last id as <see cref="After"/>.
/// </summary>
public sealed record TenantQuery
{
    /// <summary>Only tenants in this status; null for any.</summary>
    public TenantStatus? Status { get; init => field = value is { } status ? Requires.Defined(status, "Tenant status", nameof(value)) : null; }

    /// <summary>Only tenants of this owner; null for any.</summary>
    public string? OwnerId { get; init => field = value is null ? null : Requires.UserId(value); }

    /// <summary>
    /// Only tenants whose id, name or description contains this text, 1 to 1,024 characters; null for any. In any case: both are
    /// compared ordinally as <c>ToUpperInvariant()</c> makes them, so <c>%</c>, <c>_</c> and <c>\</c> mean themselves, and letters
    /// that it keeps apart (<c>ß</c> and <c>SS</c>, <c>ı</c> and <c>I</c>) stay apart.
    /// </summary>
    public string? Text
    {
        get;
        init => field = value is null ? null : value.Length > 0
            ? Requires.Text(value, "Text", TenancyLimits.DescriptionLength, multiline: true)
            : throw new ArgumentException("Text is 1 character at least, or null for any.", nameof(value));
    }

    /// <summary>Only tenants that have every one of these labels with this value, compared ordinally; empty, as it is unless set, for any. Up to 64.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = LabelRules.Labels(value); } = ValueMap<string>.Empty;

    /// <summary>Only tenants on a version of the plan of this name, an RFC 1123 label; null for any.</summary>
    public string? PlanName { get; init => field = value is null ? null : Requires.Label(value, "Plan name"); }

    /// <summary>Only tenants whose id sorts after this one; null to start at the first.</summary>
    public TenantId? After { get; init => field = value is { } id ? Requires.TenantId(id, nameof(value)) : null; }

    /// <summary>Most tenants to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;

    /// <summary>Whether a tenant is among those asked for, whatever the page: for stores, so that all say the same.</summary>
    public bool Matches(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return (Status is null || tenant.Status == Status)
            && (OwnerId is null || tenant.OwnerId == OwnerId)
            && (PlanName is null || tenant.Plan?.Name == PlanName)
            && (After is not { } after || after < tenant.Id)
            && (Text is null || HasText(tenant, Text.ToUpperInvariant()))
            && Labels.All(l => tenant.Labels.TryGetValue(l.Key, out string? value) && value == l.Value);
    }

    private static bool HasText(Tenant tenant, string text) =>
        tenant.Id.Value.ToUpperInvariant().Contains(text, StringComparison.Ordinal)
        || tenant.NameKey.Contains(text, StringComparison.Ordinal)
        || (tenant.Description is { } description && description.ToUpperInvariant().Contains(text, StringComparison.Ordinal));
}
