namespace Hivemind.Tenancy.Tests;

/// <summary>The design's rules for contexts: caller by operation by target. Every refusal is one event and changes nothing.</summary>
public sealed class ContextRulesTests
{
    private static readonly Dictionary<string, ContextRule> Rules =
        Named("ITenantManager", TenantManagerRules.All)
            .Concat(Named("IQuotaManager", QuotaManagerRules.All))
            .Concat(Named("IAccessManager", AccessManagerRules.All))
            .Concat(Named("IUsageMeter", UsageMeterRules.All))
            .Concat(Named("IConsumptionManager", ConsumptionManagerRules.All))
            .Concat(Named("IPlanManager", PlanManagerRules.All))
            .ToDictionary(rule => $"{rule.Method} {rule.Variant}");

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Caller_is_allowed_or_refused(string rule) => Check(Rules[rule], slow: false);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Caller_is_allowed_or_refused_by_a_slow_store_too(string rule) => Check(Rules[rule], slow: true);

    [Fact]
    public void Every_method_of_the_managers_is_in_the_table() =>
        Rules.Values.Select(rule => rule.Method).Distinct().Should().BeEquivalentTo(ManagerCalls.Methods);

    [Fact]
    public void Every_method_that_names_a_tenant_is_asked_for_the_own_and_for_another() =>
        Rules.Values.Where(rule => !rule.Variant.StartsWith("global", StringComparison.Ordinal) && rule.Variant != "of one user")
            .GroupBy(rule => rule.Method).Should().OnlyContain(
                method => method.Any(r => r.Variant.StartsWith("own", StringComparison.Ordinal)) && method.Any(r => r.Variant.StartsWith("other", StringComparison.Ordinal)));

    private static async Task Check(ContextRule rule, bool slow)
    {
        List<string> outcomes = [];
        foreach (Caller caller in Enum.GetValues<Caller>())
        {
            await using CallerWorld world = await CallerWorld.BuildAsync(caller, slow, rule.Prepare);
            IReadOnlyList<object> before = await world.StateAsync();

            using (world.Context?.Enter())
            {
                outcomes.Add(await Outcome.OfAsync(() => rule.Call(world.Host)));
            }

            AccessRefusalReason? reason = Outcome.Reason(outcomes[^1], rule.Method.Contains("GetTenantContextAsync", StringComparison.Ordinal), world.IsUser);
            world.Host.Events.Refusals.Select(r => r.Reason).Should().Equal(reason is { } one ? [one] : [], "{0} by {1} is {2}", rule, caller, outcomes[^1]);
            if (reason is not null)
            {
                ShouldTell(world.Host.Events.Refusals.Single(), world, rule);
                (await world.StateAsync()).SequenceEqual(before).Should().BeTrue("a refused call changes nothing");
                world.Host.Events.All.Should().ContainSingle("a refused call reports nothing else");
            }
        }

        outcomes.Should().Equal(rule.Expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void ShouldTell(AccessRefused refusal, CallerWorld world, ContextRule rule)
    {
        refusal.Sequence.Should().Be(0, "it is not in the log");
        refusal.OccurredAt.Should().Be(Some.Time);
        refusal.Operation.Should().EndWith("Async");
        refusal.Actor.Should().Be(world.Actor);
        if (refusal.Reason != AccessRefusalReason.OtherTenant || !rule.Method.Contains("GetTenantContextAsync", StringComparison.Ordinal))
        {
            refusal.UserId.Should().Be(world.Actor);
        }

        (refusal.Permission is not null).Should().Be(refusal.Reason == AccessRefusalReason.PermissionMissing);
        (refusal.Scope is not null).Should().Be(refusal.Reason == AccessRefusalReason.PermissionMissing);
        TenantId target = rule.Variant.StartsWith("other", StringComparison.Ordinal) ? Some.OtherTenantId : Some.TenantId;
        refusal.TenantId.Should().Be(refusal.Reason switch
        {
            AccessRefusalReason.ContextMissing => world.Context?.VisitedTenant?.Id,
            AccessRefusalReason.PermissionMissing => world.IsUser ? refusal.Scope!.Value.TenantId : Some.TenantId,
            _ => target,
        });
    }

    private static IEnumerable<ContextRule> Named(string manager, IEnumerable<ContextRule> rules) =>
        rules.Select(rule => rule with { Method = $"{manager}.{rule.Method}" });
}
