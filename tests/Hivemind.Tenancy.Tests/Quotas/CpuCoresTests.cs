using System.Globalization;
using System.Numerics;
using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>CPU is given in cores and kept in whole millicores: exactly, or not at all.</summary>
public sealed class CpuCoresTests
{
    public static TheoryData<string> Exact =>
    [
        "0", "-0", "-0.0", "0.000", "0.001", "0.5", "0.500", "1", "1.234", "64", "1.0000000000000000000000000000", "9223372036854775.807",
        "9223372036854775.8070",
    ];

    public static TheoryData<string> TooFine =>
        ["0.0001", "0.0005", "0.0009", "1.0001", "0.9999", "0.0000000000000000000000000001", "1.0000000000000000000000000001", "9223372036854775.8061"];

    public static TheoryData<string> OutOfRange =>
    [
        "-0.001", "-1", "-0.0000000000000000000000000001", "-9223372036854775.808", "-79228162514264337593543950335",
        "9223372036854775.8071", "9223372036854775.808", "9223372036854775807", "18446744073709551.616", "79228162514264337593543950335",
    ];

    [Theory]
    [MemberData(nameof(Exact))]
    public void Cores_in_steps_of_a_millicore_are_kept_exactly(string text)
    {
        decimal cores = Parse(text);

        new ResourceAmounts { CpuCores = cores }.CpuCores.Should().Be(cores);
        new ResourceQuotas { CpuCores = cores }.CpuCores.Should().Be(cores);
    }

    [Theory]
    [MemberData(nameof(TooFine))]
    public void Cores_in_finer_steps_are_refused_rather_than_rounded(string text) => Refused(text, "*0.001*");

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Cores_out_of_range_are_refused_rather_than_wrapped(string text) => Refused(text, "*0 to 9223372036854775.807 cores*");

    [Fact]
    public void Cores_written_with_more_digits_are_equal()
    {
        new ResourceAmounts { CpuCores = 0.5m }.Should().Be(new ResourceAmounts { CpuCores = 0.50000m });
        new ResourceQuotas { CpuCores = 8m }.Should().Be(new ResourceQuotas { CpuCores = 8.000m });
    }

    [Fact]
    public void Any_decimal_is_kept_exactly_or_refused()
    {
        Gen<decimal> near = Gen.Select(
            Gen.Int[0, 10_000_000], Gen.Bool, Gen.Byte[0, 6], (n, negative, scale) => new decimal(n, 0, 0, negative, scale));
        Gen<decimal> raw = Gen.Select(
            Gen.Int, Gen.Int, Gen.Int, Gen.Bool, Gen.Byte[0, 28], (low, mid, high, negative, scale) => new decimal(low, mid, high, negative, scale));
        Gen<decimal> large = Gen.Select(Gen.Long[long.MaxValue - 5000, long.MaxValue], Gen.Byte[0, 5], (n, scale) => new decimal(n) / Pow(scale));

        Gen.Frequency((3, near), (2, raw), (1, large)).Sample(cores => Accepts(cores) == IsWholeMillicores(cores), iter: 50_000);
    }

    private static bool Accepts(decimal cores)
    {
        try
        {
            return new ResourceAmounts { CpuCores = cores }.CpuCores == cores && new ResourceQuotas { CpuCores = cores }.CpuCores == cores;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>The rule, in arithmetic that knows no limits.</summary>
    private static bool IsWholeMillicores(decimal cores)
    {
        int[] bits = decimal.GetBits(cores);
        BigInteger unscaled = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        BigInteger millicores = BigInteger.DivRem(unscaled * 1000, BigInteger.Pow(10, cores.Scale), out BigInteger rest);
        return rest.IsZero && millicores <= long.MaxValue && (unscaled.IsZero || cores > 0);
    }

    private static decimal Pow(int exponent) => Enumerable.Repeat(10m, exponent).Aggregate(1m, (a, b) => a * b);

    private static void Refused(string text, string message)
    {
        decimal cores = Parse(text);
        Action amounts = () => _ = new ResourceAmounts { CpuCores = cores };
        Action quotas = () => _ = new ResourceQuotas { CpuCores = cores };

        amounts.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message).Which.ActualValue.Should().Be(cores);
        quotas.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message).Which.ActualValue.Should().Be(cores);
    }

    private static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
