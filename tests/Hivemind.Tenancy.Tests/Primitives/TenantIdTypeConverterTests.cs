using System.ComponentModel;

namespace Hivemind.Tenancy.Tests;

public sealed class TenantIdTypeConverterTests
{
    private static TypeConverter Converter => TypeDescriptor.GetConverter(typeof(TenantId));

    [Fact]
    public void Converter_makes_the_round_trip_through_text()
    {
        Converter.CanConvertFrom(typeof(string)).Should().BeTrue();
        Converter.CanConvertTo(typeof(string)).Should().BeTrue();
        Converter.ConvertFromInvariantString("acme").Should().Be(TenantId.Parse("acme"));
        Converter.ConvertToInvariantString(TenantId.Parse("acme")).Should().Be("acme");
    }

    [Fact]
    public void Converter_refuses_a_malformed_id()
    {
        Func<object?> act = () => Converter.ConvertFromInvariantString("Acme Corp");

        act.Should().Throw<FormatException>().WithMessage("*Acme Corp*");
    }

    [Fact]
    public void Converter_refuses_other_types()
    {
        Converter.CanConvertFrom(typeof(int)).Should().BeFalse();
        ((Func<object?>)(() => Converter.ConvertFrom(7))).Should().Throw<NotSupportedException>();
        ((Func<object?>)(() => Converter.ConvertFrom(null!))).Should().Throw<NotSupportedException>();
    }
}
