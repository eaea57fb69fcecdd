namespace Hivemind.Tenancy.Billing;

/// <summary>What a resource costs, per unit and time; either an <see cref="Amount"/> or <see cref="Tiers"/>.</summary>
/// <example><code>
/// new Price { Resource = "memory", UnitSize = 1L &lt;&lt; 30, Per = PricePer.Month, Amount = 2.50m, Included = 4 } // 4 GiB-months are free, each further is 2.50
/// </code></example>
public sealed record Price
{
    /// <summary>A resource that is held, see <see cref="ResourceNames"/>; with <see cref="PricePer.Use"/> the meter of what is used up.</summary>
    public string Resource { get; init; } = string.Empty;

    /// <summary>For how long it buys a unit. <see cref="PricePer.Hour"/> unless set.</summary>
    public PricePer Per { get; init; } = PricePer.Hour;

    /// <summary>How many of the resource's own units make one that is priced: 1,073,741,824 for a price of a GiB of memory. 1 to 2^60, 1 unless set.</summary>
    public long UnitSize { get; init; } = 1;

    /// <summary>
    /// What a priced unit is called, without the time, as FOCUS wants units: <c>GiB</c>, <c>Core</c>, <c>1000 Tokens</c>; 1 to 64 characters. Null, as it is unless
    /// set, for what follows from the resource and <see cref="UnitSize"/>.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>What a unit costs, in the list's currency: 0 to 1,000,000,000; null where there are <see cref="Tiers"/>.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Up to 64, in growing order, the last without end; empty where there is an <see cref="Amount"/>.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    /// <summary>How many priced units each tenant has free in each month, before the tiers begin: 0 or more. They are not carried over.</summary>
    public decimal Included { get; init; }

    /// <summary>Whether it is of what is counted, not held.</summary>
    internal bool IsCounted => Per == PricePer.Use;

    /// <summary>How much of what is metered (unit-seconds, or a count) makes one priced unit.</summary>
    internal Quantity Size => (Quantity)UnitSize * (Per switch
    {
        PricePer.Hour => 3600m,
        PricePer.Month => 730m * 3600,
        _ => 1m,
    });

    /// <summary>The stretches of a month from its first unit on, ends in priced units: tier 0 is what is included.</summary>
    internal IEnumerable<(int Tier, Quantity? End, decimal Amount)> Stretches()
    {
        yield return (0, Included, 0);
        if (Amount is { } amount)
        {
            yield return (1, null, amount);
        }

        for (int i = 0; i < Tiers.Count; i++)
        {
            yield return (i + 1, Tiers[i].UpTo is { } end ? (Quantity)Included + end : null, Tiers[i].Amount);
        }
    }
}
