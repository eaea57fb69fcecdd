namespace Hivemind.Tenancy.Tests;

/// <summary>A quota that is changed under what is held.</summary>
public sealed class LoweredQuotaTests
{
    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Quota_below_usage_keeps_what_runs_and_admits_nothing_new(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        CancellationToken token = TestContext.Current.CancellationToken;
        await host.RunAsync(Resources.Amounts((resource, 6)), "running");
        ResourceReservation held = await host.ReserveAsync(Resources.Amounts((resource, 4)), "held");

        await host.LimitAsync((resource, 3));

        ResourceUsage usage = await host.UsageAsync(resource);
        usage.Should().Be(new ResourceUsage(resource, 6, 4, 3, 3));
        (usage.Over, usage.Available).Should().Be((7, 0));
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).Decision.Shortages
            .Should().Equal(new QuotaShortage(resource, 1, 6, 4, 3));
        (await host.TryResizeAsync("running", Resources.Amounts((resource, 7)))).IsAdmitted.Should().BeFalse();
        await held.RenewAsync(TimeSpan.FromMinutes(1), token);
        await held.CommitAsync(token);
        await host.ResizeAsync("running", Resources.Amounts((resource, 5)));
        (await host.UsageAsync(resource)).Over.Should().Be(6, "holding on, committing and shrinking need no room");
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Quota_below_usage_admits_again_once_there_is_room_below_it(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        await host.RunAsync(Resources.Amounts((resource, 4)), "a");
        await host.RunAsync(Resources.Amounts((resource, 2)), "b");
        await host.LimitAsync((resource, 5));

        await host.ReleaseAsync("b");

        (await host.TryReserveAsync(Resources.Amounts((resource, 2)))).IsAdmitted.Should().BeFalse();
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Quota_that_is_raised_or_taken_away_admits_at_once(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 1)));
        await host.RunAsync(Resources.Amounts((resource, 1)), "a");

        await host.LimitAsync((resource, 2));
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeFalse();
        await host.LimitAsync(ResourceQuotas.Unlimited);
        (await host.TryReserveAsync(Resources.Amounts((resource, 1000)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, EveryStore]
    public async Task Limit_set_on_what_was_unlimited_counts_all_that_is_held_already(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(Resources.OfEach(5), "a");

        await host.LimitAsync(Resources.LimitEach(6));

        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Used == 5 && r.Available == 1);
        (await host.TryReserveAsync(Resources.OfEach(2))).Decision.Shortages.Should().HaveCount(Resources.Every.Count);
    }
}
