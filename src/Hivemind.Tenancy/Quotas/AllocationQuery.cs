namespace Hivemind.Tenancy;

/// <summary>Which allocations to list. They come in ordinal order of their ids; ask for the next page with the last id as <see cref="After"/>.</summary>
public sealed record AllocationQuery
{
    /// <summary>Only allocations of this source; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>Only allocations in this namespace; null for any.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only allocations whose id sorts after this one; null to start at the first.</summary>
    public string? After { get; init; }

    /// <summary>Most allocations to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;
}
