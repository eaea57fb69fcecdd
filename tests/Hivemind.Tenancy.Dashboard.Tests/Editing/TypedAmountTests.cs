using System.Globalization;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class TypedAmountTests
{
    private static readonly NumberFormatInfo Persian = new() { NumberDecimalSeparator = "٫", NumberGroupSeparator = "٬", NegativeSign = "\u200e\u2212" };

    [Theory]
    [InlineData("memory", "8 GiB", 8L << 30)]
    [InlineData("memory", "1.5gib", 3L << 29)]
    [InlineData("storage", "512 Mi", 512L << 20)]
    [InlineData("memory", "0", 0)]
    [InlineData("memory", "17 B", 17)]
    [InlineData("containers", " 12 ", 12)]
    [InlineData("cpu", "2 cores", 2)]
    public void An_amount_is_read_with_its_unit(string resource, string text, long amount) =>
        TypedAmount.Read(resource, text, CultureInfo.InvariantCulture).Should().Be(amount);

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("250m", 0.25)]
    public void Cores_have_decimals_or_thousandths(string text, double cores) =>
        TypedAmount.Read("cpu", text, CultureInfo.InvariantCulture).Should().Be((decimal)cores);

    [Theory]
    [InlineData("memory", "8", "unit")]
    [InlineData("memory", "8 GB", "1,000 or 1,024")]
    [InlineData("memory", "8 G", "1,000 or 1,024")]
    [InlineData("memory", "8 elephants", "no unit")]
    [InlineData("memory", "0.3 B", "whole number of bytes")]
    [InlineData("memory", "9 EiB", "more than can be counted")]
    [InlineData("memory", "999999999999999999999999999999999999999 EiB", "no number")]
    [InlineData("containers", "-1", "no number")]
    [InlineData("containers", "1,000", "no number")]
    [InlineData("containers", "1.5", "whole numbers")]
    [InlineData("containers", "5 GiB", "number without")]
    [InlineData("cpu", "lots", "no number")]
    [InlineData("cpu", "1e5", "no unit of CPU")]
    [InlineData("cpu", "", "no number")]
    public void What_could_be_meant_in_two_ways_or_in_none_is_refused(string resource, string text, string because)
    {
        Action read = () => TypedAmount.Read(resource, text, CultureInfo.InvariantCulture);
        FieldException thrown = read.Should().Throw<FieldException>().Which;
        string.Format(CultureInfo.InvariantCulture, thrown.Text, thrown.Arguments).Should().Contain(because);
    }

    [Fact]
    public void The_decimal_sign_is_the_readers_and_no_sign_groups_thousands()
    {
        NumberFormatInfo german = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
        TypedAmount.Read("memory", "1,5 KiB", german).Should().Be(1536);
        Action read = () => TypedAmount.Read("memory", "1.024 KiB", german);
        read.Should().Throw<FieldException>();
    }

    /// <summary>Of fa-IR and ar-EG as ICU has them, whichever a machine has.</summary>
    [Theory]
    [InlineData("cpu", "۱٫۵", 1.5)]
    [InlineData("cpu", "١٫٥", 1.5)]
    [InlineData("cpu", "1٫5", 1.5)]
    [InlineData("memory", "۱٫۵ KiB", 1536)]
    [InlineData("containers", "۱۲", 12)]
    [InlineData("containers", "१२", 12)]
    public void Digits_and_the_decimal_sign_of_the_reader_are_read(string resource, string text, double amount) =>
        TypedAmount.Read(resource, text, Persian).Should().Be((decimal)amount);

    [Theory]
    [InlineData("cpu", "1.5")]
    [InlineData("cpu", "1,5")]
    [InlineData("cpu", "1/5")]
    [InlineData("containers", "۱٬۰۰۰")]
    [InlineData("containers", "-۱")]
    public void What_is_written_otherwise_is_refused_with_how_to_write_it(string resource, string text)
    {
        Action read = () => TypedAmount.Read(resource, text, Persian);
        FieldException thrown = read.Should().Throw<FieldException>().Which;
        string.Format(CultureInfo.InvariantCulture, thrown.Text, thrown.Arguments).Should().ContainAny("decimal sign: 1٫5.", "cores as a number, for instance");
    }

    [Theory]
    [InlineData("cpu", "1.5")]
    [InlineData("cpu", "0.001")]
    [InlineData("memory", "1536")]
    public void What_is_written_for_the_reader_is_read_as_the_same(string resource, string number)
    {
        decimal amount = decimal.Parse(number, CultureInfo.InvariantCulture);
        TypedAmount.Read(resource, TypedAmount.Write(resource, amount, Persian), Persian).Should().Be(amount);
    }

    [Fact]
    public void The_signs_of_one_script_are_no_part_of_a_number_in_another()
    {
        foreach (string text in new[] { "1٫5", "1٬000" })
        {
            Action read = () => TypedAmount.Read("cpu", text, CultureInfo.InvariantCulture);
            read.Should().Throw<FieldException>().Which.Text.Should().Contain("is no number");
        }
    }

    [Theory]
    [InlineData("memory", 8L << 30, "8 GiB")]
    [InlineData("memory", 1536L << 20, "1536 MiB")]
    [InlineData("memory", 1025, "1025 B")]
    [InlineData("memory", 0, "0")]
    [InlineData("memory", long.MaxValue, "9223372036854775807 B")]
    [InlineData("containers", 12345, "12345")]
    public void What_is_written_is_read_as_the_same(string resource, long amount, string text)
    {
        TypedAmount.Write(resource, amount, CultureInfo.InvariantCulture).Should().Be(text);
        TypedAmount.Read(resource, text, CultureInfo.InvariantCulture).Should().Be(amount);
    }
}
