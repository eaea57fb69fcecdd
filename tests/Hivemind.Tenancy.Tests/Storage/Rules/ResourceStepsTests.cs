namespace Hivemind.Tenancy.Tests;

/// <summary>Amounts and quotas as stores keep them, and back.</summary>
public sealed class ResourceStepsTests
{
    [Fact]
    public void Amounts_are_steps_in_the_order_of_the_known_and_back()
    {
        ResourceAmounts amounts = Some.Amounts() with { Other = new Dictionary<string, decimal> { ["gpu"] = 3 } };
        long[] known = ResourceSteps.KnownOf(amounts).ToArray();

        ResourceSteps.Known.Zip(known).Should().Equal(
            ("cpu", 500), ("memory", 512L << 20), ("storage", 1L << 30), ("containers", 1), ("services", 1));
        ResourceSteps.OtherOf(amounts).Should().Equal(new Dictionary<string, long> { ["gpu"] = 3 });
        ResourceSteps.Amounts(known, ResourceSteps.OtherOf(amounts)).Should().Be(amounts);
    }

    [Fact]
    public void Limits_are_steps_or_none_and_back()
    {
        ResourceQuotas quotas = Resources.Quotas(("cpu", 1.5m), ("containers", 0), ("services", 7), ("gpu", 2));

        ResourceSteps.KnownOf(quotas).Should().Equal(1500, null, null, 0, 7);
        ResourceSteps.OtherOf(quotas).Should().Equal(new Dictionary<string, long> { ["gpu"] = 2 });
        ResourceSteps.Quotas(ResourceSteps.KnownOf(quotas), ResourceSteps.OtherOf(quotas)).Should().Be(quotas);
        ResourceSteps.Quotas([null, null, null, null, null], []).Should().Be(ResourceQuotas.Unlimited);
    }

    [Fact]
    public void Nothing_is_made_of_nothing()
    {
        Action[] calls =
        [
            () => ResourceSteps.KnownOf((ResourceAmounts)null!),
            () => ResourceSteps.OtherOf((ResourceAmounts)null!),
            () => ResourceSteps.KnownOf((ResourceQuotas)null!),
            () => ResourceSteps.OtherOf((ResourceQuotas)null!),
            () => ResourceSteps.Quotas(null!, []),
        ];

        foreach (Action call in calls)
        {
            call.Should().Throw<ArgumentNullException>();
        }
    }
}
