using System.Numerics;

namespace Hivemind.Tenancy.Tests;

/// <summary>Exact numbers, also where <see cref="decimal"/> ends.</summary>
public sealed class UnitSecondsTests
{
    [Theory]
    [InlineData("0", 1, "0")]
    [InlineData("1", 1, "0.000001")]
    [InlineData("1", 1000, "0.000000001")]
    [InlineData("1500000", 1, "1.5")]
    [InlineData("-1500000000", 1000, "-1.5")]
    [InlineData("3600000000000", 1000, "3600")]
    [InlineData("3551800000000000000000000000000001", 1, "3551800000000000000000000000.000001")]
    public void Text_has_every_digit(string steps, int perUnit, string text) =>
        new UnitSeconds(Int128.Parse(steps, null), perUnit).ToString().Should().Be(text);

    [Fact]
    public void Decimal_is_the_same_number_or_refused()
    {
        new UnitSeconds(1_234_567, 1000).ToDecimal().Should().Be(0.001234567m);
        new UnitSeconds(-2_000_000, 1).ToDecimal().Should().Be(-2m);
        Int128 most = (Int128)(BigInteger.Pow(2, 96) - 1);
        new UnitSeconds(most, 1).ToDecimal().Should().Be(79228162514264337593543.950335m);
        new UnitSeconds((most - 5) * 10, 1).ToDecimal().Should().Be(792281625142643375935439.50330m, "a digit that is 0 takes no room");
        Action tooMany = () => new UnitSeconds(most + 2, 1).ToDecimal();
        tooMany.Should().Throw<OverflowException>().WithMessage("79228162514264337593543.950337 has more digits than a decimal can hold.");
    }

    [Fact]
    public void Petabytes_over_a_century_are_exact()
    {
        UnitSeconds century = new((Int128)(1L << 50) * (long)TimeSpan.FromDays(36_525).TotalMicroseconds, 1);

        (century + century).ToString().Should().Be((BigInteger.Pow(2, 51) * 36_525 * 86_400).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Sums_are_of_one_resource()
    {
        Action mixed = () => _ = new UnitSeconds(1, 1) + new UnitSeconds(1, 1000);

        mixed.Should().Throw<ArgumentException>();
        (default(UnitSeconds) + new UnitSeconds(5, 1000)).Should().Be(new UnitSeconds(5, 1000));
        Action overflow = () => _ = new UnitSeconds(Int128.MaxValue, 1) + new UnitSeconds(1, 1);
        overflow.Should().Throw<OverflowException>();
        Action steps = () => _ = new UnitSeconds(1, 10);
        steps.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Order_is_that_of_the_numbers()
    {
        (new UnitSeconds(1000, 1000) < new UnitSeconds(2, 1)).Should().BeTrue();
        (new UnitSeconds(3000, 1000) > new UnitSeconds(2, 1)).Should().BeTrue();
        new UnitSeconds(2000, 1000).CompareTo(new UnitSeconds(2, 1)).Should().Be(0);
        (new UnitSeconds(2, 1) <= new UnitSeconds(2, 1)).Should().BeTrue();
        (new UnitSeconds(1, 1) >= new UnitSeconds(2, 1)).Should().BeFalse();
    }
}
