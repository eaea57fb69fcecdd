using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

public sealed class ConsumptionAmountsTests
{
    [Fact]
    public void Amounts_are_equal_whatever_the_order_in_which_they_are_said()
    {
        ConsumptionAmounts amounts = new() { ["tokens"] = 1200, ["requests"] = 1 };

        amounts.Should().BeEquivalentTo([KeyValuePair.Create("requests", 1L), KeyValuePair.Create("tokens", 1200L)], o => o.WithStrictOrdering());
        amounts.Equals(new ConsumptionAmounts { ["requests"] = 1, ["tokens"] = 1200 }).Should().BeTrue();
        amounts.GetHashCode().Should().Be(new ConsumptionAmounts { ["requests"] = 1, ["tokens"] = 1200 }.GetHashCode());
        amounts.Equals(new ConsumptionAmounts { ["requests"] = 1 }).Should().BeFalse();
        amounts.Equals(new ConsumptionAmounts { ["requests"] = 2, ["tokens"] = 1200 }).Should().BeFalse();
        (amounts["tokens"], amounts["other"], amounts.Count).Should().Be((1200, 0, 2));
        amounts.ToString().Should().Be("requests 1, tokens 1200");
        ConsumptionAmounts.None.ToString().Should().Be("nothing");
    }

    [Fact]
    public void Nothing_of_a_meter_is_the_same_as_none()
    {
        new ConsumptionAmounts { ["tokens"] = 0 }.Equals(ConsumptionAmounts.None).Should().BeTrue();
        ConsumptionAmounts.Of([KeyValuePair.Create("a", 1L), KeyValuePair.Create("b", 2L), KeyValuePair.Create("a", 0L)])
            .Equals(new ConsumptionAmounts { ["b"] = 2 }).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("a/b/c")]
    public void Malformed_meters_are_refused(string meter) =>
        FluentActions.Invoking(() => new ConsumptionAmounts { [meter] = 1 }).Should().Throw<ArgumentException>().WithMessage("Meter*");

    [Fact]
    public void Amounts_and_their_number_are_bounded()
    {
        FluentActions.Invoking(() => new ConsumptionAmounts { ["a"] = ConsumptionAmounts.MaxAmount + 1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new ConsumptionAmounts { ["a"] = long.MinValue }).Should().Throw<ArgumentOutOfRangeException>();
        new ConsumptionAmounts { ["a"] = ConsumptionAmounts.MaxAmount }["a"].Should().Be(ConsumptionAmounts.MaxAmount);
        ConsumptionAmounts.Of(Enumerable.Range(0, 64).Select(i => KeyValuePair.Create($"m{i}", 1L))).Count.Should().Be(64);
        FluentActions.Invoking(() => ConsumptionAmounts.Of(Enumerable.Range(0, 65).Select(i => KeyValuePair.Create($"m{i}", 1L))))
            .Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Json_makes_the_round_trip_and_refuses_what_is_none()
    {
        ConsumptionAmounts amounts = new() { ["example.com/tokens"] = -5, ["requests"] = ConsumptionAmounts.MaxAmount };

        JsonSerializer.Deserialize<ConsumptionAmounts>(JsonSerializer.Serialize(amounts)).Should().BeEquivalentTo(amounts);
        foreach (string json in new[] { "7", "[]", """{"a":1.5}""", """{"a":"1"}""", """{"a b":1}""", """{"a":9007199254740993}""" })
        {
            FluentActions.Invoking(() => JsonSerializer.Deserialize<ConsumptionAmounts>(json)).Should().Throw<JsonException>(json);
        }
    }
}
