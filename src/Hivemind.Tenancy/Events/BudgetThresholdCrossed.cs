namespace Hivemind.Tenancy;

/// <summary>
/// What a tenant has used up and holds of a meter came to a configured share of its budget. By the rules of <see cref="QuotaThresholdCrossed"/>, raised
/// once in a window: the next one arms it anew.
/// </summary>
public sealed record BudgetThresholdCrossed : TenancyEvent
{
    /// <summary>The meter.</summary>
    public required string Meter { get; init; }

    /// <summary>The threshold, in percent of the budget.</summary>
    public required int Percent { get; init; }

    /// <summary>What is used and held together.</summary>
    public required long Total { get; init; }

    /// <summary>The budget's limit.</summary>
    public required long Limit { get; init; }

    /// <summary>When the window ends.</summary>
    public required DateTimeOffset WindowEnd { get; init; }
}
