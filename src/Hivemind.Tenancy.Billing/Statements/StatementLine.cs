namespace Hivemind.Tenancy.Billing;

/// <summary>What was used of one resource in one stretch of the month's prices, and what it costs.</summary>
public sealed record StatementLine
{
    /// <summary>The resource that was held, or the meter that was counted.</summary>
    public required string Resource { get; init; }

    /// <summary>Whether it was counted, not held.</summary>
    public required bool IsCounted { get; init; }

    /// <summary>From when, in UTC: the period's start, or where the version begins within it.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Until when, in UTC; not included.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Which version of the price list: its <see cref="PriceList.ValidFrom"/>.</summary>
    public required DateOnly PriceVersion { get; init; }

    /// <summary>Which stretch: 0 for what is included, 1 for the first tier or the only price.</summary>
    public required int Tier { get; init; }

    /// <summary>How many priced units, exactly.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What a priced unit is called: <c>GiB-Months</c>. It may begin with a number, <c>1000 Tokens</c>: then the quantity says how many thousands.</summary>
    public required string Unit { get; init; }

    /// <summary>The same quantity as it was metered: unit-seconds, or a count.</summary>
    public required Quantity Used { get; init; }

    /// <summary>What a unit as metered is called: <c>B-Seconds</c>.</summary>
    public required string UsedUnit { get; init; }

    /// <summary>What one priced unit costs.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>
    /// <see cref="Quantity"/> times <see cref="UnitPrice"/>, rounded once to the currency's minor unit, half away from zero. Has exactly as many digits after the point as the currency.
    /// </summary>
    public required decimal Amount { get; init; }
}
