namespace Hivemind.Tenancy;

/// <summary>
/// What a tenant holds of a resource came to a configured share of its effective limit. Raised once; it re-arms when the
/// share falls 5 percentage points below. In the resource's smallest unit (millicores, bytes, counts): a threshold of p percent
/// fires when the total is at least limit * p / 100, rounded up and at least 1, and re-arms when it is at most
/// limit * max(0, p - 5) / 100, rounded down, or when the limit goes.
/// </summary>
public sealed record QuotaThresholdCrossed : TenancyEvent
{
    /// <summary>The resource, see <see cref="ResourceNames"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>The threshold, in percent of the limit.</summary>
    public required int Percent { get; init; }

    /// <summary>What is committed and held together, in the resource's unit.</summary>
    public required decimal Total { get; init; }

    /// <summary>The effective limit, in the resource's unit.</summary>
    public required decimal Limit { get; init; }
}
