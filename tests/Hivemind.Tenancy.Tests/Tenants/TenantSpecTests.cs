namespace Hivemind.Tenancy.Tests;

public sealed class TenantSpecTests
{
    [Fact]
    public void Specs_that_say_the_same_are_equal_whatever_the_order_of_the_collections()
    {
        TenantSpec one = Some.Spec() with
        {
            Namespaces = ["a", "b"],
            Labels = new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" },
        };
        TenantSpec other = Some.Spec() with
        {
            Namespaces = ["b", "a"],
            Labels = new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" },
        };

        other.Should().Be(one);
        other.GetHashCode().Should().Be(one.GetHashCode());
        (one with { Labels = new Dictionary<string, string> { ["x"] = "1" } }).Should().NotBe(one);
    }

    [Fact]
    public void Defaults_are_what_the_plan_says_and_empty()
    {
        TenantSpec spec = Some.Spec();

        spec.IsolationLevel.Should().BeNull();
        spec.Plan.Should().BeNull();
        spec.Parameters.Should().BeEmpty();
        spec.ToTenant(Some.Time).IsolationLevel.Should().Be(IsolationLevel.Soft);
        spec.ResourceQuotas.Should().Be(ResourceQuotas.Unlimited);
        spec.Namespaces.Should().BeEmpty();
        spec.Labels.Should().BeEmpty();
        spec.Description.Should().BeNull();
    }

    [Fact]
    public void Null_settings_are_refused()
    {
        ((Action)(() => _ = Some.Spec() with { ResourceQuotas = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = Some.Spec() with { Parameters = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = Some.Spec() with { Plan = default(PlanReference) })).Should().Throw<ArgumentException>();
    }
}
