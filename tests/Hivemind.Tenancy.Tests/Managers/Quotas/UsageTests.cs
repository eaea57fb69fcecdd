namespace Hivemind.Tenancy.Tests;

/// <summary>What a tenant holds, as it is shown.</summary>
public sealed class UsageTests
{
    [Theory, EveryStore]
    public async Task Usage_of_a_fresh_tenant_shows_the_five_known_resources(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        TenantUsage usage = await host.UsageAsync();

        usage.Should().Be(new TenantUsage(
            QuotaHost.TenantId, usage.TenantUid, Some.Time, Resources.Known.Select(r => new ResourceUsage(r, 0, 0, null, null)), 0, 0, null));
    }

    [Theory, EveryStore]
    public async Task Usage_shows_others_that_are_held_or_limited_in_ordinal_order_after_the_known(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("zone", 1), ("a-limit", 2), ("both", 3)));
        await host.RunAsync(Resources.Amounts(("m", 1), ("both", 1), ("b-held", 4)), "a");
        await host.GraceAsync(Resources.Amounts(("only-in-grace", 9)), TimeSpan.FromHours(1));

        (await host.UsageAsync()).Resources.Skip(5).Should().Equal(
            new ResourceUsage("a-limit", 0, 0, 2, 2),
            new ResourceUsage("b-held", 4, 0, null, null),
            new ResourceUsage("both", 1, 0, 3, 3),
            new ResourceUsage("m", 1, 0, null, null),
            new ResourceUsage("zone", 0, 0, 1, 1));
        await host.ReleaseAsync("a");
        (await host.UsageAsync()).Resources.Skip(5).Select(r => r.Resource).Should().Equal("a-limit", "both", "zone");
    }

    [Theory, EveryStore]
    public async Task Usage_shows_committed_beside_held_and_quota_beside_limit_and_counts_allocations(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 8), ("gpu", 0)));
        QuotaGrace grace = new(Resources.Amounts(("cpu", 16), ("gpu", 4)), Some.Time.AddHours(1));
        await host.GraceAsync(grace.Ceiling, TimeSpan.FromHours(1));
        await host.RunAsync(Resources.Amounts(("cpu", 1.5m), ("gpu", 1)), "a");
        await host.RunAsync(Resources.Amounts(("cpu", 0.25m)), "b");
        await host.ReserveAsync(Resources.Amounts(("cpu", 0.125m), ("gpu", 2)), "c", TimeSpan.FromHours(2));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        TenantUsage usage = await host.UsageAsync();

        usage.AsOf.Should().Be(Some.Time.AddSeconds(1));
        usage["cpu"].Should().Be(new ResourceUsage("cpu", 1.75m, 0.125m, 8, 16));
        usage["gpu"].Should().Be(new ResourceUsage("gpu", 1, 2, 0, 4));
        (usage.Held, usage.Committed).Should().Be((1, 2));
        usage.Grace.Should().Be(grace);
        host.Clock.Advance(TimeSpan.FromHours(1));
        TenantUsage after = await host.UsageAsync();
        after["gpu"].Should().Be(new ResourceUsage("gpu", 1, 2, 0, 0));
        after["gpu"].Over.Should().Be(3);
        after.Grace.Should().BeNull();
    }

    [Theory, EveryStore]
    public async Task Usage_keeps_every_unit_of_large_numbers(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas(("cpu", long.MaxValue / 1000m), ("memory", long.MaxValue), ("gpu", long.MaxValue)));
        await host.RunAsync(Resources.Amounts(("cpu", 9_223_372_036_854_775.806m), ("memory", long.MaxValue - 1), ("gpu", long.MaxValue - 1)), "a");
        await host.ReserveAsync(Resources.Amounts(("cpu", 0.001m), ("memory", 1), ("gpu", 1)), "b");

        TenantUsage usage = await host.UsageAsync();

        usage["cpu"].Should().Be(new ResourceUsage("cpu", 9_223_372_036_854_775.806m, 0.001m, 9_223_372_036_854_775.807m, 9_223_372_036_854_775.807m));
        usage["memory"].Should().Be(new ResourceUsage("memory", long.MaxValue - 1, 1, long.MaxValue, long.MaxValue));
        usage["gpu"].Should().Be(new ResourceUsage("gpu", long.MaxValue - 1, 1, long.MaxValue, long.MaxValue));
        usage.Resources.Should().OnlyContain(r => r.Over == 0);
    }
}
