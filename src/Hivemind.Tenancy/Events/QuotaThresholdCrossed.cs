namespace Hivemind.Tenancy;

/// <summary>
/// What a tenant holds of a resource came to a configured share of its effective limit. Raised once; it re-arms when the
/// share falls 5 percentage points below.
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
