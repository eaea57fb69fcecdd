namespace Hivemind.Tenancy.Tests;

/// <summary>When a threshold fires and when it re-arms; each case reads the log, where a crossing is one event.</summary>
public sealed class ThresholdTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_that_comes_to_a_threshold_records_it_once(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 1000)));

        await host.ReserveAsync(Resources.Amounts((resource, 799)), "a");
        (await CrossingsAsync(host)).Should().BeEmpty();
        await host.ReserveAsync(Resources.Amounts((resource, 1)), "b");

        QuotaThresholdCrossed crossed = (await host.NewEventsAsync<QuotaThresholdCrossed>()).Should().ContainSingle().Subject;
        crossed.Should().BeEquivalentTo(new QuotaThresholdCrossed
        {
            Sequence = crossed.Sequence,
            OccurredAt = Some.Time,
            TenantId = QuotaHost.TenantId,
            TenantUid = (await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken)).Uid,
            Resource = resource,
            Percent = 80,
            Total = 800,
            Limit = 1000,
        });
        await host.ReserveAsync(Resources.Amounts((resource, 100)), "c");
        (await CrossingsAsync(host)).Should().BeEmpty("it has fired and is not armed");
        host.Clock.Advance(Minute);
        await host.ReserveAsync(Resources.Amounts((resource, 950)), "d");
        (await CrossingsAsync(host)).Should().Equal((resource, 95));
    }

    [Fact]
    public async Task Reserve_that_jumps_over_several_thresholds_records_the_highest()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("cpu", 10)), options: o => o.QuotaThresholds = [1, 50, 100]);

        await host.ReserveAsync(Resources.Amounts(("cpu", 10)));

        (await CrossingsAsync(host)).Should().Equal(("cpu", 100));
    }

    [Fact]
    public async Task Reserve_that_crosses_for_several_resources_records_each()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.LimitEach(100));

        await host.ReserveAsync(Resources.OfEach(80));

        (await CrossingsAsync(host)).Should().BeEquivalentTo(Resources.Every.Select(r => (r, 80)));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Threshold_rearms_five_points_below_and_not_before(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 1000)));
        await host.RunAsync(Resources.Amounts((resource, 751)), "base");
        await host.RunAsync(Resources.Amounts((resource, 49)), "top");
        (await CrossingsAsync(host)).Should().Equal((resource, 80));

        await host.ReleaseAsync("top");
        host.Clock.Advance(Minute);
        await host.ReserveAsync(Resources.Amounts((resource, 49)), "top");
        (await CrossingsAsync(host)).Should().BeEmpty("the total only fell to 751");

        await host.ReleaseAsync("top");
        await host.ResizeAsync("base", Resources.Amounts((resource, 750)));
        await host.ReserveAsync(Resources.Amounts((resource, 50)), "top");
        (await CrossingsAsync(host)).Should().Equal((resource, 80));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Thresholds_rearm_by_release_disposal_and_the_end_of_a_lease(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));
        ResourceAmounts most = Resources.Amounts((resource, 90));

        ResourceReservation disposed = await host.ReserveAsync(most);
        (await CrossingsAsync(host)).Should().Equal((resource, 80));
        await disposed.DisposeAsync();
        host.Clock.Advance(Minute);

        await host.RunAsync(most, "released");
        (await CrossingsAsync(host)).Should().Equal((resource, 80));
        await host.ReleaseAsync("released");
        host.Clock.Advance(Minute);

        await host.ReserveAsync(most, lease: Minute);
        (await CrossingsAsync(host)).Should().Equal((resource, 80));
        host.Clock.Advance(Minute);

        await host.ReserveAsync(most);
        (await CrossingsAsync(host)).Should().Equal((resource, 80));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Resize_across_a_threshold_records_it(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));
        await host.RunAsync(Resources.Amounts((resource, 10)), "a");

        await host.ResizeAsync("a", Resources.Amounts((resource, 95)));

        (await CrossingsAsync(host)).Should().Equal((resource, 95));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Commit_and_renew_cross_nothing(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));
        ResourceReservation reservation = await host.ReserveAsync(Resources.Amounts((resource, 95)), "a");
        (await CrossingsAsync(host)).Should().Equal((resource, 95));

        await host.RenewAsync("a", TimeSpan.FromMinutes(1));
        await reservation.CommitAsync(TestContext.Current.CancellationToken);

        (await CrossingsAsync(host)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Threshold_above_a_refused_reservation_does_not_fire(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 100)));

        (await host.TryReserveAsync(Resources.Amounts((resource, 101)))).IsAdmitted.Should().BeFalse();

        (await CrossingsAsync(host)).Should().BeEmpty();
    }

    [Fact]
    public async Task Thresholds_of_resources_without_a_limit_never_fire()
    {
        using QuotaHost host = await QuotaHost.StartAsync();

        await host.ReserveAsync(Resources.OfEach(1_000_000_000));

        (await CrossingsAsync(host)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Crossing_within_a_minute_of_the_last_is_held_back_and_reported_by_the_first_step_after_it(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 1000)));
        await host.RunAsync(Resources.Amounts((resource, 800)), "a");
        (await CrossingsAsync(host)).Should().Equal((resource, 80));

        await host.RunAsync(Resources.Amounts((resource, 150)), "b");
        host.Clock.Advance(Minute - TimeSpan.FromMicroseconds(1));
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));
        (await CrossingsAsync(host)).Should().BeEmpty("it is silent for a minute");

        host.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));
        (await CrossingsAsync(host)).Should().Equal((resource, 95));
        await host.ReserveAsync(Resources.Amounts(("ports", 1)));
        (await CrossingsAsync(host)).Should().BeEmpty();
    }

    [Fact]
    public async Task Small_jobs_that_come_and_go_report_a_threshold_once_a_minute()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("cpu", 10)));
        for (int i = 0; i < 27; i++)
        {
            await using ResourceReservation job = await host.ReserveAsync(Resources.Amounts(("cpu", 10)));
            host.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await CrossingsAsync(host)).Should().HaveCount(3, "two minutes and a quarter passed");
    }

    [Fact]
    public async Task Crossing_that_no_longer_stands_after_the_silence_is_not_reported()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("cpu", 100)));
        await host.RunAsync(Resources.Amounts(("cpu", 80)), "a");
        await host.RunAsync(Resources.Amounts(("cpu", 15)), "b");
        await host.ReleaseAsync("b");
        host.Clock.Advance(Minute);

        await host.ReserveAsync(Resources.Amounts(("ports", 1)));

        (await CrossingsAsync(host)).Should().Equal(("cpu", 80));
    }

    [Fact]
    public async Task Report_that_lies_in_the_future_counts_as_past()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("cpu", 100)));
        await host.RunAsync(Resources.Amounts(("cpu", 80)), "a");
        host.Clock.AdjustTime(Some.Time.AddHours(-5));

        await host.RunAsync(Resources.Amounts(("cpu", 15)), "b");

        (await CrossingsAsync(host)).Should().Equal(("cpu", 80), ("cpu", 95));
    }

    [Fact]
    public async Task Thresholds_can_be_switched_off()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.LimitEach(10), options: o => o.QuotaThresholds = []);

        await host.ReserveAsync(Resources.OfEach(10));

        (await CrossingsAsync(host)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 6)]
    [InlineData(999_999_999_999_999_999, 800_000_000_000_000_000)]
    public async Task Threshold_of_a_limit_that_it_does_not_divide_fires_at_the_next_whole_unit(long limit, long fires)
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("memory", limit)), options: o => o.QuotaThresholds = [80]);

        if (fires > 1)
        {
            await host.ReserveAsync(Resources.Amounts(("memory", fires - 1)));
            (await CrossingsAsync(host)).Should().BeEmpty();
        }

        await host.ReserveAsync(Resources.Amounts(("memory", 1)));
        (await CrossingsAsync(host)).Should().Equal(("memory", 80));
    }

    private static async Task<IEnumerable<(string Resource, int Percent)>> CrossingsAsync(QuotaHost host) =>
        (await host.NewEventsAsync<QuotaThresholdCrossed>()).Select(e => (e.Resource, e.Percent));
}
