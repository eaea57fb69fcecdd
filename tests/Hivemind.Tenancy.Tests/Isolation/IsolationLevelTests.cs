namespace Hivemind.Tenancy.Tests;

public sealed class IsolationLevelTests
{
    private static readonly IsolationSettings Settings = new()
    {
        Network = IsolationBoundary.Shared,
        Storage = IsolationBoundary.Own,
        Compute = IsolationBoundary.Shared,
        ResourceGuarantees = true,
    };

    [Theory]
    [InlineData("Hard", IsolationBoundary.Own, IsolationBoundary.Own, IsolationBoundary.Own, true)]
    [InlineData("Soft", IsolationBoundary.Shared, IsolationBoundary.Shared, IsolationBoundary.Shared, false)]
    [InlineData("NetworkOnly", IsolationBoundary.Own, IsolationBoundary.Shared, IsolationBoundary.Shared, false)]
    public void Named_level_resolves_to_its_settings(
        string name, IsolationBoundary network, IsolationBoundary storage, IsolationBoundary compute, bool guarantees)
    {
        IsolationLevel level = Levels.All[name];

        level.Kind.ToString().Should().Be(name);
        level.ToString().Should().Be(name);
        level.Settings.Network.Should().Be(network);
        level.Settings.Storage.Should().Be(storage);
        level.Settings.Compute.Should().Be(compute);
        level.Settings.ResourceGuarantees.Should().Be(guarantees);
    }

    [Fact]
    public void Custom_keeps_its_settings()
    {
        IsolationLevel level = IsolationLevel.Custom(Settings);

        level.Kind.Should().Be(IsolationKind.Custom);
        level.Settings.Should().Be(Settings);
        level.ToString().Should().Be("Custom");
    }

    [Fact]
    public void Custom_with_the_settings_of_a_named_level_is_another_level_that_comes_to_the_same()
    {
        IsolationLevel custom = IsolationLevel.Custom(IsolationLevel.Hard.Settings);

        custom.Should().NotBe(IsolationLevel.Hard);
        custom.Settings.Should().Be(IsolationLevel.Hard.Settings);
        TenantIsolation.PlanChange(IsolationLevel.Hard, custom).Should().BeEmpty();
    }

    [Fact]
    public void Levels_that_say_the_same_are_equal()
    {
        IsolationLevel.Custom(Settings).Should().Be(IsolationLevel.Custom(Settings with { }));
        IsolationLevel.Custom(Settings).Should().NotBe(IsolationLevel.Custom(Settings with { ResourceGuarantees = false }));
        Levels.All.Values.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Custom_of_null_is_refused() =>
        ((Action)(() => IsolationLevel.Custom(null!))).Should().Throw<ArgumentNullException>();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Boundary_that_does_not_exist_is_refused(int boundary)
    {
        ((Action)(() => _ = Settings with { Network = (IsolationBoundary)boundary })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Network*Shared, Own*");
        ((Action)(() => _ = Settings with { Storage = (IsolationBoundary)boundary })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Storage*Shared, Own*");
        ((Action)(() => _ = Settings with { Compute = (IsolationBoundary)boundary })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Compute*Shared, Own*");
    }
}
