namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Small worlds over the rules, every order of steps of each: with the rules of the design nothing goes wrong, and without any one of
/// them something does. What is found prints the steps that lead to it.
/// </summary>
public sealed class RuleModelTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<BrokenRule, RuleWorld>> Worlds = new()
    {
        ["two deploy and one observes"] = broken => new RuleWorld(
            broken, 1, new RuleHost("h1", HostTask.Deploy, "a", 1), new RuleHost("h2", HostTask.Deploy, "b", 1))
            .With(observations: 1, crashes: 1, lost: 1, leaseEnds: 1),
        ["one deploys and stops and one observes"] = broken => new RuleWorld(
            broken, 1, new RuleHost("h1", HostTask.DeployAndStop, "a", 1)).With(observations: 1, crashes: 1, lost: 1, leaseEnds: 1),
        ["two deploy under one id"] = broken => new RuleWorld(
            broken, 1, new RuleHost("h1", HostTask.DeployAndStop, "a", 1), new RuleHost("h2", HostTask.Deploy, "a", 1))
            .With(crashes: 1, lost: 1, leaseEnds: 1),
        ["one grows, one deploys and one observes"] = broken => new RuleWorld(
            broken, 3, new RuleHost("h1", HostTask.Grow, "a", 2), new RuleHost("h2", HostTask.Deploy, "b", 2))
            .Running("a", 1, onEngine: 1).With(observations: 1, crashes: 1, lost: 1, leaseEnds: 1),
        ["one resizes and one observes"] = broken => new RuleWorld(
            broken, 2, new RuleHost("h1", HostTask.Resize, "a", 2)).Running("a", 1, onEngine: 1).With(observations: 2, crashes: 1, lost: 1),
        ["one lowers while another resizes"] = broken => new RuleWorld(broken, 3, new RuleHost("h1", HostTask.Resize, "a", 3), Lowering)
            .Running("a", 2, onEngine: 1).With(crashes: 1, lost: 1),
        ["one lowers while another grows"] = broken => new RuleWorld(broken, 3, new RuleHost("h1", HostTask.Grow, "a", 3), Lowering)
            .Running("a", 2, onEngine: 1).With(observations: 1, crashes: 1, lost: 1, leaseEnds: 1),
        ["one lowers while another resizes to what it has"] = broken => new RuleWorld(broken, 2, new RuleHost("h1", HostTask.Resize, "a", 2), Lowering)
            .Running("a", 2, onEngine: 1).With(crashes: 1, lost: 1),
        ["one lowers while another grows to what it has"] = broken => new RuleWorld(broken, 2, new RuleHost("h1", HostTask.Grow, "a", 2), Lowering)
            .Running("a", 2, onEngine: 1).With(crashes: 1, lost: 1),
        ["two deploy under one id and one observes"] = broken => new RuleWorld(
            broken, 1, new RuleHost("h1", HostTask.DeployAndStop, "a", 1), new RuleHost("h2", HostTask.Deploy, "a", 1)).With(observations: 1, leaseEnds: 1),
        ["the tenant is made again"] = broken => new RuleWorld(
            broken,
            1,
            new RuleHost("h1", HostTask.DeployAndStop, "a", 1),
            new RuleHost("h2", HostTask.Deploy, "a", 1),
            new RuleHost("owner", HostTask.Recreate, "", 0)).With(observations: 1),
    };

    /// <summary>Has decided, on change 2, that one is enough.</summary>
    private static RuleHost Lowering => new("h2", HostTask.Lower, "a", 1) { At = HostAt.Lowers, Uid = 1, Change = 2 };

    public static TheoryData<string> WorldNames => [.. Worlds.Keys];

    public static TheoryData<BrokenRule, string> Broken => new()
    {
        { BrokenRule.Marks, "two deploy and one observes" },
        { BrokenRule.HoldsAreNotFreed, "two deploy and one observes" },
        { BrokenRule.AdoptionIsAHold, "one deploys and stops and one observes" },
        { BrokenRule.ActingByNumber, "two deploy under one id" },
        { BrokenRule.GrowthCounts, "one grows, one deploys and one observes" },
        { BrokenRule.GrowthIsAbsolute, "one grows, one deploys and one observes" },
        { BrokenRule.ReconcileNeverLowers, "one resizes and one observes" },
        { BrokenRule.LoweringNamesItsChange, "one lowers while another grows" },
        { BrokenRule.LoweringNamesItsChange, "one lowers while another resizes" },
        { BrokenRule.UidInTheStep, "the tenant is made again" },
    };

    [Theory, MemberData(nameof(WorldNames))]
    public void Nothing_goes_wrong_in_any_order_of_steps(string world)
    {
        (int states, string? violation) = Exploration.Explore(Worlds[world](BrokenRule.None));

        output.WriteLine($"{world}: {states} states");
        violation.Should().BeNull();
        states.Should().BeGreaterThan(10);
    }

    [Theory, MemberData(nameof(Broken))]
    public void What_goes_wrong_without_a_rule_is_found(BrokenRule broken, string world)
    {
        (_, string? violation) = Exploration.Explore(Worlds[world](broken));

        violation.Should().NotBeNull();
        output.WriteLine(violation!);
    }

    [Fact]
    public void Every_rule_is_switched_off_somewhere() =>
        Broken.Select(row => row.Data.Item1).Distinct().Should().BeEquivalentTo(Enum.GetValues<BrokenRule>().Except([BrokenRule.None]));
}
