using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

public sealed class PlanReferenceTests
{
    [Theory]
    [InlineData("gold", "gold", null)]
    [InlineData("gold@1", "gold", 1)]
    [InlineData("gold-2@2147483647", "gold-2", 2147483647)]
    public void Reads_what_it_writes(string text, string name, int? version)
    {
        PlanReference plan = PlanReference.Parse(text);

        plan.Should().Be(new PlanReference(name, version));
        (plan.Name, plan.Version, plan.ToString()).Should().Be((name, version, text));
        JsonSerializer.Deserialize<PlanReference>(JsonSerializer.Serialize(plan)).Should().Be(plan);
        JsonSerializer.Serialize(plan).Should().Be($"\"{text}\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Gold")]
    [InlineData("gold@")]
    [InlineData("gold@0")]
    [InlineData("gold@01")]
    [InlineData("gold@-1")]
    [InlineData("gold@+1")]
    [InlineData("gold@ 1")]
    [InlineData("gold@1@2")]
    [InlineData("gold@2147483648")]
    [InlineData("@1")]
    public void Refuses_what_it_does_not_write(string text)
    {
        PlanReference.TryParse(text, out _).Should().BeFalse();
        FluentActions.Invoking(() => PlanReference.Parse(text)).Should().Throw<FormatException>();
        FluentActions.Invoking(() => JsonSerializer.Deserialize<PlanReference>($"\"{text}\"")).Should().Throw<JsonException>();
    }

    [Fact]
    public void A_tenant_names_a_version()
    {
        FluentActions.Invoking(() => Some.Tenant() with { Plan = "gold" }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Some.Tenant() with { Plan = default(PlanReference) }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new PlanReference("gold", 0)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
