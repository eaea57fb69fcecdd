using System.Numerics;
using CsCheck;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>What usage costs.</summary>
public sealed class StatementRulesTests
{
    private static readonly PriceList Graduated = Lists.Of(Lists.Tiered("cpu", (10, 0.50m), (100, 0.25m), (null, 0.10m)) with { Included = 5 });

    private static readonly Gen<decimal> AnyAmount = Gen.Select(Gen.Long[0, 10_000_000], Gen.Int[0, 6], (digits, scale) => new decimal(digits) / (decimal)Math.Pow(10, scale));

    private static readonly Gen<Quantity> AnyUse = Gen.Select(Gen.Long[0, long.MaxValue / 2], Gen.Long[1, 1_000_000], (numerator, denominator) => new Quantity(numerator, denominator));

    private static readonly Gen<Price> AnyPrice =
        from per in Gen.Int[1, 2].Select(i => (PricePer)i)
        from size in Gen.OneOf(Gen.Const(1L), Gen.Const(1L << 30), Gen.Long[1, 1_000_000])
        from included in AnyAmount
        from borders in AnyAmount.Select(a => a + 0.000001m).Array[0, 4]
        from amounts in AnyAmount.Array[5]
        select new Price
        {
            Resource = "memory",
            Per = per,
            UnitSize = size,
            Included = included,
            Tiers = [.. borders.Distinct().Order().Cast<decimal?>().Append(null).Select((end, i) => new PriceTier { UpTo = end, Amount = amounts[i] })],
        };

    [Theory]
    [InlineData("0", "")]
    [InlineData("5", "0: 5 = 0.00")]
    [InlineData("5.000001", "0: 5 = 0.00; 1: 0.000001 = 0.00")]
    [InlineData("15", "0: 5 = 0.00; 1: 10 = 5.00")]
    [InlineData("15.02", "0: 5 = 0.00; 1: 10 = 5.00; 2: 0.02 = 0.01")]
    [InlineData("105", "0: 5 = 0.00; 1: 10 = 5.00; 2: 90 = 22.50")]
    [InlineData("106", "0: 5 = 0.00; 1: 10 = 5.00; 2: 90 = 22.50; 3: 1 = 0.10")]
    public void Each_tier_prices_what_lies_in_it(string hours, string lines) =>
        string.Join("; ", Lists.Rate(Graduated, Lists.Hours("cpu", Quantity.Parse(hours))).Select(l => FormattableString.Invariant($"{l.Tier}: {l.Quantity} = {l.Amount}")))
            .Should().Be(lines);

    [Fact]
    public void A_month_is_730_hours()
    {
        PriceList list = Lists.Of(new Price { Resource = "memory", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 7.30m });

        StatementLine line = Lists.Rate(list, new MeteredQuantity("memory", false, (Quantity)(1L << 30) * 744m * 3600m)).Single();

        line.Quantity.Should().Be(new Quantity(744, 730));
        line.Amount.Should().Be(7.44m);
        line.Unit.Should().Be("GiB-Months");
        line.UsedUnit.Should().Be("B-Seconds");
        line.Used.Should().Be((Quantity)(1L << 30) * 744m * 3600m);
    }

    [Fact]
    public void What_is_counted_costs_by_the_piece()
    {
        PriceList list = Lists.Of(new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Unit = "1000 Tokens", Amount = 0.002m, Included = 10 });

        IReadOnlyList<StatementLine> lines = Lists.Rate(list, new MeteredQuantity("tokens", true, 1_234_567m));

        lines.Select(l => (l.Tier, l.Quantity.ToString(), l.Unit, l.Used.ToString(), l.UsedUnit, l.Amount)).Should().Equal(
            (0, "10", "1000 Tokens", "10000", "Units", 0m), (1, "1224.567", "1000 Tokens", "1224567", "Units", 2.45m));
    }

    [Fact]
    public void Held_and_counted_of_one_name_are_two_things()
    {
        PriceList list = Lists.Of(new Price { Resource = "gpu", Amount = 1 }, new Price { Resource = "gpu", Per = PricePer.Use, Amount = 100 });

        Lists.Rate(list, Lists.Hours("gpu", 2m), new MeteredQuantity("gpu", true, 3m)).Select(l => l.Amount).Should().Equal(2, 300);
    }

    [Fact]
    public void What_has_no_price_is_said_and_costs_nothing()
    {
        (IReadOnlyList<StatementLine> lines, IReadOnlyList<MeteredQuantity> unpriced) = StatementRules.Rate(
        [
            Lists.Part(Graduated, Lists.Hours("gpu", 2m), Lists.Hours("cpu", 1m)),
            Lists.Part(Graduated, Lists.Hours("gpu", 1m), Lists.Hours("disk", 0m)),
        ]);

        lines.Select(l => l.Resource).Should().Equal("cpu");
        unpriced.Should().Equal(Lists.Hours("gpu", 3m));
    }

    [Fact]
    public void Nothing_used_is_no_line() => Lists.Rate(Graduated, Lists.Hours("cpu", 0m)).Should().BeEmpty();

    [Fact]
    public void A_total_is_the_sum_of_its_lines_and_lines_are_the_usage() => Gen.Select(AnyPrice, AnyUse).Sample((price, used) =>
    {
        PriceListRules.Problems([Lists.Of(price)]).Should().BeEmpty();
        Statement statement = Lists.Statement(Lists.Rate(Lists.Of(price), new MeteredQuantity("memory", false, used)));

        statement.Total.Should().Be(statement.Lines.Sum(l => l.Amount)).And.BeGreaterOrEqualTo(0);
        Sum(statement.Lines, l => l.Used).Should().Be(used);
        Sum(statement.Lines, l => l.Quantity * price.Size).Should().Be(used);
        foreach (StatementLine line in statement.Lines)
        {
            line.Amount.Should().Be((line.Quantity * line.UnitPrice).ToDecimal(2));
            line.Amount.Scale.Should().Be(2);
            line.Quantity.IsZero.Should().BeFalse();
        }
    });

    /// <summary>Independently: what a tier prices is what lies between its borders, counted from the first unit of the month.</summary>
    [Fact]
    public void Tiers_are_what_lies_between_their_borders() => Gen.Select(AnyPrice, AnyUse).Sample((price, used) =>
    {
        Quantity units = used / price.Size;
        IReadOnlyList<StatementLine> lines = Lists.Rate(Lists.Of(price), new MeteredQuantity("memory", false, used));

        Quantity below = price.Included;
        InTier(lines, 0).Should().Be(units < below ? units : below);
        for (int i = 0; i < price.Tiers.Count; i++)
        {
            Quantity end = price.Tiers[i].UpTo is { } upTo ? (Quantity)price.Included + upTo : units + below;
            Quantity top = units < end ? units : end;
            InTier(lines, i + 1).Should().Be(top > below ? top - below : Quantity.Zero);
            below = end;
        }
    });

    /// <summary>A version that says the same cuts the month, and changes no quantity in any tier.</summary>
    [Fact]
    public void Cutting_a_month_changes_no_quantity() => Gen.Select(AnyPrice, AnyUse, Gen.Int[0, 100]).Sample((price, used, percent) =>
    {
        PriceList list = Lists.Of(price);
        Quantity first = used * new Quantity(percent, 100);
        IReadOnlyList<StatementLine> whole = Lists.Rate(list, new MeteredQuantity("memory", false, used));
        IReadOnlyList<StatementLine> cut = StatementRules.Rate(
            [Lists.Part(list, new MeteredQuantity("memory", false, first)), Lists.Part(list, new MeteredQuantity("memory", false, used - first))]).Lines;

        for (int tier = 0; tier <= price.Tiers.Count; tier++)
        {
            InTier(cut, tier).Should().Be(InTier(whole, tier));
        }

        Math.Abs(cut.Sum(l => l.Amount) - whole.Sum(l => l.Amount)).Should().BeLessOrEqualTo(0.005m * (cut.Count + whole.Count), "only the rounding of a line differs");
    });

    [Fact]
    public void Another_price_within_the_month_counts_from_where_the_month_is()
    {
        PriceList dearer = Graduated with { ValidFrom = new DateOnly(2026, 6, 15), Prices = [Lists.Tiered("cpu", (20, 1m), (null, 2m)) with { Included = 8 }] };

        IReadOnlyList<StatementLine> lines = StatementRules.Rate([Lists.Part(Graduated, Lists.Hours("cpu", 7m)), Lists.Part(dearer, Lists.Hours("cpu", 30m))]).Lines;

        lines.Select(l => (l.PriceVersion.Day, l.Tier, l.Quantity.ToString(), l.Amount)).Should().Equal(
            (1, 0, "5", 0m),
            (1, 1, "2", 1m),
            (15, 0, "1", 0m),     // 8 are included now, 7 are past
            (15, 1, "20", 20m),
            (15, 2, "9", 18m));
    }

    [Fact]
    public void A_century_of_a_pebibyte_is_exact()
    {
        PriceList list = Lists.Of(new Price { Resource = "storage", UnitSize = 1L << 40, Amount = 0.000001m });
        Quantity used = new((BigInteger)(1L << 50) * 36525 * 86400 * 1_000_000 + 1, 1_000_000);

        StatementLine line = Lists.Rate(list, new MeteredQuantity("storage", false, used)).Single();

        line.Used.Should().Be(used);
        line.Amount.Should().Be(897.64m, "1,024 TiB in 876,600 hours are 897,638,400 TiB-hours");
        line.Unit.Should().Be("TiB-Hours");
    }

    private static Quantity InTier(IEnumerable<StatementLine> lines, int tier) => Sum(lines.Where(l => l.Tier == tier), l => l.Quantity);

    private static Quantity Sum(IEnumerable<StatementLine> lines, Func<StatementLine, Quantity> value) => lines.Aggregate(Quantity.Zero, (sum, l) => sum + value(l));
}
