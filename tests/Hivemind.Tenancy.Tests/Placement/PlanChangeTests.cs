namespace Hivemind.Tenancy.Tests;

public sealed class PlanChangeTests
{
    [Theory]
    [InlineData("Hard", "Hard", "")]
    [InlineData("Hard", "Soft", "-Network -Storage -Compute -ResourceGuarantees")]
    [InlineData("Hard", "NetworkOnly", "-Storage -Compute -ResourceGuarantees")]
    [InlineData("Soft", "Hard", "+Network +Storage +Compute +ResourceGuarantees")]
    [InlineData("Soft", "Soft", "")]
    [InlineData("Soft", "NetworkOnly", "+Network")]
    [InlineData("NetworkOnly", "Hard", "+Storage +Compute +ResourceGuarantees")]
    [InlineData("NetworkOnly", "Soft", "-Network")]
    [InlineData("NetworkOnly", "NetworkOnly", "")]
    public void PlanChange_between_named_levels_tightens_or_loosens(string from, string to, string expected) =>
        string.Join(' ', TenantIsolation.PlanChange(Levels.All[from], Levels.All[to]).Select(c => (c.IsTightened ? '+' : '-') + c.Aspect.ToString()))
            .Should().Be(expected);

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void PlanChange_names_exactly_the_settings_that_differ_and_its_reverse_is_the_opposite(string name)
    {
        IsolationLevel from = Levels.All[name];
        foreach (IsolationLevel to in Levels.All.Values)
        {
            IReadOnlyList<IsolationChange> there = TenantIsolation.PlanChange(from, to);
            IReadOnlyList<IsolationChange> back = TenantIsolation.PlanChange(to, from);

            there.Select(c => (c.Aspect, c.IsTightened)).Should().Equal(Differences(from.Settings, to.Settings));
            back.Select(c => (c.Aspect, c.IsTightened)).Should().Equal(there.Select(c => (c.Aspect, !c.IsTightened)));
            there.Concat(back).Select(c => c.Action).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void PlanChange_says_what_to_do() =>
        TenantIsolation.PlanChange(IsolationLevel.Soft, IsolationLevel.Hard).Select(c => c.Action).Should().SatisfyRespectively(
            network => network.Should().Contain("network"),
            storage => storage.Should().Contain("volumes"),
            compute => compute.Should().Contain("nodes"),
            guarantees => guarantees.Should().Contain("guaranteed"));

    [Fact]
    public void PlanChange_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.PlanChange(null!, IsolationLevel.Soft))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.PlanChange(IsolationLevel.Soft, null!))).Should().Throw<ArgumentNullException>();
    }

    private static IEnumerable<(IsolationAspect Aspect, bool IsTightened)> Differences(IsolationSettings from, IsolationSettings to)
    {
        (IsolationAspect Aspect, bool From, bool To)[] aspects =
        [
            (IsolationAspect.Network, from.Network == IsolationBoundary.Own, to.Network == IsolationBoundary.Own),
            (IsolationAspect.Storage, from.Storage == IsolationBoundary.Own, to.Storage == IsolationBoundary.Own),
            (IsolationAspect.Compute, from.Compute == IsolationBoundary.Own, to.Compute == IsolationBoundary.Own),
            (IsolationAspect.ResourceGuarantees, from.ResourceGuarantees, to.ResourceGuarantees),
        ];
        return aspects.Where(a => a.From != a.To).Select(a => (a.Aspect, a.To));
    }
}
