using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>Thresholds as limits move, and that a crossing is one event, whichever step finds it.</summary>
public sealed class ThresholdLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Lowering_the_quota_below_a_threshold_records_it_and_raising_it_rearms(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));
        await host.RunAsync(Resources.Amounts((resource, 40)), "a");

        await host.LimitAsync((resource, 50));
        (await CrossingsAsync(host)).Should().Equal((resource, 80, 50));
        host.Clock.Advance(Minute);
        await host.LimitAsync((resource, 53));
        await host.LimitAsync((resource, 50));
        (await CrossingsAsync(host)).Should().BeEmpty("40 of 53 are more than 75 percent");
        await host.LimitAsync((resource, 54));
        await host.LimitAsync((resource, 40));
        (await CrossingsAsync(host)).Should().Equal((resource, 95, 40));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Limit_of_zero_under_usage_is_crossed_and_rearms_at_nothing(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 0)));
        (await CrossingsAsync(host)).Should().BeEmpty("nothing of nothing is no crossing");
        await host.LimitAsync((resource, 10));
        await host.RunAsync(Resources.Amounts((resource, 1)), "a");

        await host.LimitAsync((resource, 0));
        (await CrossingsAsync(host)).Should().Equal((resource, 95, 0));
        await host.ReleaseAsync("a");
        host.Clock.Advance(Minute);
        await host.LimitAsync((resource, 1));
        await host.RunAsync(Resources.Amounts((resource, 1)), "a");
        (await CrossingsAsync(host)).Should().Equal((resource, 95, 1));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Taking_the_limit_away_rearms(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        await host.RunAsync(Resources.Amounts((resource, 8)), "a");
        (await CrossingsAsync(host)).Should().Equal((resource, 80, 10));

        await host.LimitAsync(ResourceQuotas.Unlimited);
        host.Clock.Advance(Minute);
        await host.LimitAsync((resource, 10));

        (await CrossingsAsync(host)).Should().Equal((resource, 80, 10));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Grace_moves_the_thresholds_and_its_end_moves_them_back(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));
        await host.GraceAsync(Resources.Amounts((resource, 200)), Hour);
        await host.RunAsync(Resources.Amounts((resource, 100)), "a");
        (await CrossingsAsync(host)).Should().BeEmpty("100 of 200 are 50 percent");

        host.Clock.Advance(Hour);
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));

        (await CrossingsAsync(host)).Should().Equal((resource, 95, 100));
    }

    [Theory, EveryStore]
    public async Task Grace_granted_or_taken_away_is_judged_at_once(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 10)));
        await host.RunAsync(Resources.Amounts(("cpu", 8)), "a");
        (await CrossingsAsync(host)).Should().Equal(("cpu", 80, 10));

        await host.GraceAsync(Resources.Amounts(("cpu", 20)), Hour);
        (await CrossingsAsync(host)).Should().BeEmpty("40 percent re-arm");
        host.Clock.Advance(Minute);
        await host.GraceAsync(ResourceAmounts.None, Hour);

        (await CrossingsAsync(host)).Should().Equal(("cpu", 80, 10));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Release_after_the_end_of_grace_rearms_by_the_quota_not_by_the_ceiling(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)), o => o.QuotaThresholds = [80]);
        await host.GraceAsync(Resources.Amounts((resource, 1000)), Hour);
        await host.RunAsync(Resources.Amounts((resource, 710)), "a");
        await host.RunAsync(Resources.Amounts((resource, 90)), "b");
        (await CrossingsAsync(host)).Should().Equal((resource, 80, 1000));

        host.Clock.Advance(Hour);
        await host.ReleaseAsync("a");
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));

        (await CrossingsAsync(host)).Should().BeEmpty("90 of 100 never fell below 75 percent");
    }

    [Theory, EveryStore]
    public async Task Check_and_reads_leave_a_crossing_to_the_step_that_can_record_it(StoreKind store)
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        using QuotaHost host = await GraceHasEndedAsync(store, handler);

        await host.CheckAsync(Resources.Amounts(("ports", 1)));
        await host.UsageAsync();
        await host.ListAsync();
        await host.RenewAsync("a");
        await host.CommitAsync("a");
        await host.ReleaseAsync("none");
        (await CrossingsAsync(host)).Should().BeEmpty();
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));

        (await CrossingsAsync(host)).Should().Equal(("cpu", 80, 10), ("gpu", 80, 10));
        await handler.Received(2).HandleAsync(Arg.Any<QuotaThresholdCrossed>(), Arg.Any<CancellationToken>());
    }

    [Theory, EveryStore]
    public async Task Step_that_throws_does_not_swallow_a_crossing(StoreKind store)
    {
        using QuotaHost host = await GraceHasEndedAsync(store, Substitute.For<ITenancyEventHandler>());

        await host.Awaiting(h => h.ReserveAsync(Resources.Amounts(("cpu", 1)), "a")).Should().ThrowAsync<AllocationConflictException>();
        await host.Awaiting(h => h.ReconcileAsync("node", null, ("s", Resources.Amounts(("cpu", long.MaxValue / 1000))))).Should().ThrowAsync<ArgumentException>();
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));

        (await CrossingsAsync(host)).Should().Equal(("cpu", 80, 10), ("gpu", 80, 10));
    }

    [Theory, EveryStore]
    public async Task Reconcile_is_judged_by_its_outcome_not_by_what_lies_between(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 10), ("gpu", 10)));
        ResourceAmounts most = Resources.Amounts(("cpu", 8), ("gpu", 8));
        await host.RunAsync(most, "a", "node");
        (await CrossingsAsync(host)).Should().Equal(("cpu", 80, 10), ("gpu", 80, 10));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        await host.ReconcileAsync("node", null, ("b", most));
        (await host.IdsAsync()).Should().Equal("b");
        (await CrossingsAsync(host)).Should().BeEmpty("a went and b came in one step");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        host.Clock.Advance(Minute);
        await host.ReconcileAsync("node", null, ("b", most), ("c", Resources.Amounts(("cpu", 3))));

        (await CrossingsAsync(host)).Should().Equal(("cpu", 95, 10));
    }

    [Theory, EveryStore]
    public async Task Crossing_is_reported_to_handlers_as_it_stands_in_the_log(StoreKind store)
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        using QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas(("cpu", 10)), configure: services => services.AddSingleton(handler));

        await host.ReserveAsync(Resources.Amounts(("cpu", 8)));

        QuotaThresholdCrossed recorded = (await host.NewEventsAsync<QuotaThresholdCrossed>()).Single();
        await handler.Received(1).HandleAsync(recorded, Arg.Any<CancellationToken>());
        await handler.Received(1).HandleAsync(Arg.Any<QuotaThresholdCrossed>(), Arg.Any<CancellationToken>());
    }

    /// <summary>8 of 10 cpu and gpu are held by "a"; grace, under which that was little, is over, and nobody has noticed yet.</summary>
    private static async Task<QuotaHost> GraceHasEndedAsync(StoreKind store, ITenancyEventHandler handler)
    {
        QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas(("cpu", 10), ("gpu", 10)), configure: services => services.AddSingleton(handler));
        await host.GraceAsync(Resources.Amounts(("cpu", 100), ("gpu", 100)), Hour);
        await host.ReserveAsync(Resources.Amounts(("cpu", 8), ("gpu", 8)), "a", TimeSpan.FromHours(2));
        (await CrossingsAsync(host)).Should().BeEmpty();
        host.Clock.Advance(Hour);
        return host;
    }

    private static async Task<IEnumerable<(string Resource, int Percent, decimal Limit)>> CrossingsAsync(QuotaHost host) =>
        (await host.NewEventsAsync<QuotaThresholdCrossed>()).Select(e => (e.Resource, e.Percent, e.Limit));
}
