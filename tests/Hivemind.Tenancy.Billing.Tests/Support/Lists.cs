namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Price lists and usage in few words.</summary>
internal static class Lists
{
    public static readonly DateTimeOffset June = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset July = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public static PriceList Of(params Price[] prices) =>
        new() { Name = "default", Currency = "EUR", ValidFrom = new DateOnly(2020, 1, 1), Prices = prices };

    public static Price Tiered(string resource, params (decimal? UpTo, decimal Amount)[] tiers) =>
        new() { Resource = resource, Tiers = [.. tiers.Select(t => new PriceTier { UpTo = t.UpTo, Amount = t.Amount })] };

    public static MeteredQuantity Hours(string resource, Quantity hours) => new(resource, IsCounted: false, hours * 3600m);

    public static RatedPart Part(PriceList list, params MeteredQuantity[] used) => new(list, June, July, used);

    public static IReadOnlyList<StatementLine> Rate(PriceList list, params MeteredQuantity[] used) => StatementRules.Rate([Part(list, used)]).Lines;

    /// <summary>A statement of June for lines that are made up.</summary>
    public static Statement Statement(IReadOnlyList<StatementLine> lines, string currency = "EUR", bool isClosed = true) => new()
    {
        TenantId = TenantId.Parse("acme"),
        TenantUid = TestTenants.Tenant().Uid,
        Year = 2026,
        Month = 6,
        TimeZoneId = "UTC",
        Start = June,
        End = July,
        IsClosed = isClosed,
        Currency = currency,
        MinorUnits = Currencies.MinorUnits(currency)!.Value,
        PriceList = "default",
        Lines = lines,
        Unpriced = [],
    };
}
