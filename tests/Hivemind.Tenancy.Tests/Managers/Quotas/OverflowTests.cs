namespace Hivemind.Tenancy.Tests;

/// <summary>Amounts at the edge of 64 bits: refused, never wrapped around, also where nothing else limits them.</summary>
public sealed class OverflowTests
{
    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Unlimited_is_counted_to_the_last_unit_and_refused_beyond(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        decimal unit = resource == ResourceNames.Cpu ? 0.001m : 1;
        decimal most = long.MaxValue * unit;
        await host.RunAsync(Resources.Amounts((resource, most - unit)), "a");

        (await host.TryReserveAsync(Resources.Amounts((resource, most)))).Decision.Shortages
            .Should().Equal(new QuotaShortage(resource, most, most - unit, 0, most));
        (await host.CheckAsync(Resources.Amounts((resource, 2 * unit)))).IsAdmitted.Should().BeFalse();
        (await host.TryReserveAsync(Resources.Amounts((resource, unit)), "b")).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(Resources.Amounts((resource, unit)))).IsAdmitted.Should().BeFalse();
        (await host.TryResizeAsync("b", Resources.Amounts((resource, 2 * unit)))).IsAdmitted.Should().BeFalse();
        (await host.TryResizeAsync("b", Resources.Amounts((resource, most)))).IsAdmitted.Should().BeFalse();

        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, most - unit, unit, null, null));
        await host.ReleaseAsync("a");
        (await host.UsageAsync(resource)).Total.Should().Be(unit);
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Limit_below_usage_at_the_edge_refuses_without_wrapping(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        decimal unit = resource == ResourceNames.Cpu ? 0.001m : 1;
        await host.RunAsync(Resources.Amounts((resource, long.MaxValue * unit)), "a");
        await host.LimitAsync((resource, 0));

        foreach (decimal amount in new[] { unit, long.MaxValue * unit })
        {
            (await host.TryReserveAsync(Resources.Amounts((resource, amount)))).Decision.Shortages
                .Should().Equal(new QuotaShortage(resource, amount, long.MaxValue * unit, 0, 0));
        }

        (await host.UsageAsync(resource)).Over.Should().Be(long.MaxValue * unit);
    }

    [Fact]
    public async Task Thresholds_of_the_largest_limits_are_exact()
    {
        const long limit = long.MaxValue - 1;
        using QuotaHost host = await QuotaHost.StartAsync(
            quotas: Resources.Quotas(("memory", limit), ("gpu", limit)), options: o => o.QuotaThresholds = [100]);

        await host.ReserveAsync(Resources.Amounts(("memory", limit - 1), ("gpu", limit - 1)));
        (await host.NewEventsAsync<QuotaThresholdCrossed>()).Should().BeEmpty();
        await host.ReserveAsync(Resources.Amounts(("memory", 1), ("gpu", 1)));

        (await host.NewEventsAsync<QuotaThresholdCrossed>()).Select(e => (e.Resource, e.Total)).Should().Equal(("memory", limit), ("gpu", limit));
    }

    [Fact]
    public void Amounts_that_are_no_whole_units_are_argument_errors()
    {
        foreach (decimal cores in new[] { -0.001m, -1, 0.0001m, 0.0015m, (decimal)(1.0 / 3), 1e-28m, 9_223_372_036_854_775.808m, decimal.MaxValue, decimal.MinValue })
        {
            ((Action)(() => _ = new ResourceAmounts { CpuCores = cores })).Should().Throw<ArgumentOutOfRangeException>();
            ((Action)(() => _ = new ResourceQuotas { CpuCores = cores })).Should().Throw<ArgumentOutOfRangeException>();
        }

        foreach (long count in new[] { -1, long.MinValue })
        {
            foreach (string resource in Resources.Every.Where(r => r != ResourceNames.Cpu))
            {
                ((Action)(() => Resources.Amounts((resource, count)))).Should().Throw<ArgumentException>(resource);
                ((Action)(() => Resources.Quotas((resource, count)))).Should().Throw<ArgumentException>(resource);
            }
        }
    }
}
