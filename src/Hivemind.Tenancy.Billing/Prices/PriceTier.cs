namespace Hivemind.Tenancy.Billing;

/// <summary>What a unit costs in a stretch of what a tenant uses in a month: each tier prices what lies in it (graduated).</summary>
public sealed record PriceTier
{
    /// <summary>Until where, in priced units of the month beyond <see cref="Price.Included"/>, this one included; null for without end, which the last tier is.</summary>
    public decimal? UpTo { get; init; }

    /// <summary>What a unit costs, in the list's currency: 0 to 1,000,000,000.</summary>
    public decimal Amount { get; init; }
}
