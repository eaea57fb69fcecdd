namespace Hivemind.Tenancy;

/// <summary>
/// What one allocation held, unchanged, from one moment to another: closed in the same step that changed it, and never rewritten. The
/// records of an allocation follow one another without a gap and never overlap. None crosses the end of a UTC month.
/// </summary>
/// <param name="TenantId">Whose it was.</param>
/// <param name="TenantUid">Which tenant of that id.</param>
/// <param name="AllocationId">The allocation.</param>
/// <param name="Amounts">How much was held, what was reserved for its growth included.</param>
/// <param name="From">Since when, by the store's clock, in whole microseconds.</param>
/// <param name="To">Until when, later than <paramref name="From"/>. The end of a lease, not when it was noticed.</param>
public sealed record UsageRecord(TenantId TenantId, TenantUid TenantUid, string AllocationId, ResourceAmounts Amounts, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Its place among all closed records, as <see cref="IUsageMeter.ReadRecordsAsync"/> reads them: larger than that of any read before. 0 of what is still held, and of what no reader has come to yet.</summary>
    public long Sequence { get; init; }

    /// <summary>Which engine or host held it; empty when not said.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>The namespace it stood in; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The host's own marks.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = ValueMap<string>.Create(value); } = ValueMap<string>.Empty;

    /// <summary>Whether the allocation was committed, rather than held for a lease; growth that was reserved for it may be among its amounts.</summary>
    public bool IsCommitted { get; init; }
}
