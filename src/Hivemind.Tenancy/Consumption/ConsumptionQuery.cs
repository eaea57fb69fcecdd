namespace Hivemind.Tenancy;

/// <summary>Which windows to read: those that began from one time until another, in the order in which they began, and of one moment in ordinal order of their meters.</summary>
/// <param name="From">Those that began then or later.</param>
/// <param name="Until">Those that began before.</param>
public sealed record ConsumptionQuery(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Only windows of this meter; null for all.</summary>
    public string? Meter { get; init => field = value is null ? null : Requires.QualifiedName(value, "Meter"); }

    /// <summary>Only windows after this one, the last of the page before; null to start at the first.</summary>
    public ConsumptionWindow? After { get; init; }

    /// <summary>Most windows to return, 1 to 1,000. 1,000 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = TenancyLimits.PageSize;

    /// <summary>Whether a window is among those asked for, whatever the page: for stores, so that all say the same.</summary>
    public bool Matches(ConsumptionWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return window.Start >= From && window.Start < Until && (Meter is null || window.Meter == Meter) && (After is null || Compare(window, After) > 0);
    }

    /// <summary>The order of windows.</summary>
    public static int Compare(ConsumptionWindow one, ConsumptionWindow other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        int order = one.Start.CompareTo(other.Start);
        order = order != 0 ? order : string.CompareOrdinal(one.Meter, other.Meter);
        return order != 0 ? order : one.Number.CompareTo(other.Number);
    }
}
