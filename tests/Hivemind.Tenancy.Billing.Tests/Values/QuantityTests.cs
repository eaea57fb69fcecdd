using System.Numerics;
using System.Text.Json;
using CsCheck;

namespace Hivemind.Tenancy.Billing.Tests;

public sealed class QuantityTests
{
    private static readonly Gen<Quantity> Any =
        from numerator in Gen.ULong.Select(Gen.ULong, (one, two) => (BigInteger)one * two)
        from denominator in Gen.ULong
        select new Quantity(numerator, (BigInteger)denominator + 1);

    [Theory]
    [InlineData(0, 1, "0")]
    [InlineData(25, 2, "12.5")]
    [InlineData(1, 1000, "0.001")]
    [InlineData(1, 1024, "0.0009765625")]
    [InlineData(2, 6, "1/3")]
    [InlineData(1, 3600, "1/3600")]
    [InlineData(100, 1, "100")]
    public void Is_written_exactly(long numerator, long denominator, string text) => new Quantity(numerator, denominator).ToString().Should().Be(text);

    [Fact]
    public void What_is_written_is_read() => Any.Sample(quantity => Quantity.Parse(quantity.ToString()) == quantity);

    [Fact]
    public void Json_holds_it_exactly() => Any.Sample(q => JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(q)) == q);

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    public void Anything_else_is_none(string text) => FluentActions.Invoking(() => Quantity.Parse(text)).Should().Throw<FormatException>();

    [Theory]
    [InlineData("0.005", 2, "0.01")]
    [InlineData("0.015", 2, "0.02")]
    [InlineData("0.025", 2, "0.03")]
    [InlineData("0.0049999999999999999999999999999999999", 2, "0.00")]
    [InlineData("1/3", 2, "0.33")]
    [InlineData("2/3", 0, "1")]
    [InlineData("12.5", 2, "12.50")]
    [InlineData("0", 3, "0.000")]
    public void Money_is_rounded_half_away_from_zero(string quantity, int digits, string money) =>
        Quantity.Parse(quantity).ToDecimal(digits).ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(money);

    /// <summary>Against the rule itself: no number of so many digits is nearer, and of two as near the larger was taken.</summary>
    [Fact]
    public void Rounding_takes_the_nearest() => Gen.Select(Any, Gen.Int[0, 28]).Sample((quantity, digits) =>
    {
        Quantity half = new(1, BigInteger.Pow(10, digits) * 2);
        Quantity rounded = quantity.Round(digits);
        return rounded <= quantity + half && rounded + half > quantity;
    });

    [Fact]
    public void What_passes_a_decimal_is_said() =>
        FluentActions.Invoking(() => new Quantity(BigInteger.Pow(10, 28), 1).ToDecimal(2)).Should().Throw<OverflowException>().WithMessage("*passes what a decimal can hold*");

    [Fact]
    public void Decimals_are_taken_as_they_are()
    {
        Quantity.FromDecimal(79228162514264337593543950335m).ToString().Should().Be("79228162514264337593543950335");
        Quantity.FromDecimal(0.0000000000000000000000000001m).ToString().Should().Be("0.0000000000000000000000000001");
        Quantity.FromDecimal(1.50m).Should().Be(Quantity.Parse("1.5"));
    }

    [Fact]
    public void Unit_seconds_are_taken_as_they_are() => Gen.Long.Select(Gen.Long[0, long.MaxValue], (high, low) => (Int128)Math.Abs(high >> 1) << 62 | (Int128)(low >> 1)).Sample(value =>
        Quantity.FromUnitSeconds(new UnitSeconds(value, 1000)).ToString() == new UnitSeconds(value, 1000).ToString());

    [Fact]
    public void Nothing_is_less_than_nothing()
    {
        FluentActions.Invoking(() => Quantity.FromDecimal(-0.01m)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Quantity.Zero - 1m).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Quantity(-1, 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Quantity(1, -2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Quantity.FromUnitSeconds(new UnitSeconds(-1, 1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_default_is_nothing()
    {
        default(Quantity).Should().Be(Quantity.Zero).And.Be(new Quantity(0, 7));
        (default(Quantity) + 1m).Should().Be((Quantity)1m);
        default(Quantity).ToString().Should().Be("0");
    }
}
