namespace Hivemind.Tenancy.Workloads;

/// <summary>Which apps to list. They come in ordinal order of namespace and name; ask for the next page with the last as <see cref="After"/>.</summary>
public sealed record AppQuery
{
    /// <summary>Only apps of this namespace; null for those of every namespace in which the caller may read.</summary>
    public string? Namespace { get; init => field = value is null ? null : AppRules.Label(value, nameof(Namespace)); }

    /// <summary>Only apps after this one, <c>namespace/name</c>; null to start at the first.</summary>
    public string? After { get; init; }

    /// <summary>Most apps to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = AppRules.Range(value, 1, TenancyLimits.PageSize, nameof(Limit)); } = 100;
}
