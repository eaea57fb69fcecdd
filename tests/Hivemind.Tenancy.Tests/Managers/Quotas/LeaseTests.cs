namespace Hivemind.Tenancy.Tests;

/// <summary>When holds end: by the injected clock alone, forward and backward.</summary>
public sealed class LeaseTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Hold_is_live_until_its_lease_ends_and_has_ended_exactly_then(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1), ("gpu", 1)));
        await host.ReserveAsync(One, "a", Lease);

        host.Clock.Advance(Lease - Microsecond);
        (await host.UsageAsync("cpu")).Reserved.Should().Be(1);
        (await host.TryReserveAsync(One, "b")).IsAdmitted.Should().BeFalse();
        (await host.CheckAsync(One)).IsAdmitted.Should().BeFalse();

        host.Clock.Advance(Microsecond);
        (await host.CheckAsync(One)).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(One, "b")).IsAdmitted.Should().BeTrue("an abandoned reservation is free again after its lease");
        (await host.IdsAsync()).Should().Equal("b");
    }

    [Theory]
    [InlineData(StoreKind.Direct, "commit")]
    [InlineData(StoreKind.Direct, "renew")]
    [InlineData(StoreKind.Direct, "resize")]
    [InlineData(StoreKind.Asynchronous, "commit")]
    [InlineData(StoreKind.Asynchronous, "renew")]
    [InlineData(StoreKind.Asynchronous, "resize")]
    public async Task Ended_hold_is_refused_to_the_first_call_after_it(StoreKind store, string operation)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation inTime = await host.ReserveAsync(One, "in-time", Lease);
        ResourceReservation late = await host.ReserveAsync(One, "late", Lease - Microsecond);
        host.Clock.Advance(Lease - Microsecond);

        await late.Awaiting(ActAsync).Should().ThrowAsync<ReservationExpiredException>();
        await inTime.Awaiting(ActAsync).Should().NotThrowAsync();

        (await host.IdsAsync()).Should().Equal("in-time");

        async Task ActAsync(ResourceReservation reservation)
        {
            switch (operation)
            {
                case "commit":
                    await reservation.CommitAsync(Token);
                    break;
                case "renew":
                    await reservation.RenewAsync(null, Token);
                    break;
                default:
                    await host.ResizeAsync(reservation.AllocationId, Resources.Amounts(("cpu", 1)));
                    break;
            }
        }
    }

    [Theory, EveryStore]
    public async Task Ended_hold_is_neither_used_nor_listed_nor_released(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "read", Lease);
        host.Clock.Advance(Lease);
        TenantUsage usage = await host.UsageAsync();
        (usage["cpu"].Total, usage["gpu"].Total, usage.Held).Should().Be((0, 0, 0));

        await host.ReserveAsync(One, "list", Lease);
        host.Clock.Advance(Lease);
        (await host.ListAsync()).Should().BeEmpty();

        ResourceReservation disposed = await host.ReserveAsync(One, "release", Lease);
        host.Clock.Advance(Lease);
        (await host.ReleaseAsync("release")).Should().BeFalse("the lease freed it");
        await disposed.DisposeAsync();
        (await host.UsageAsync("cpu")).Total.Should().Be(0);
    }

    [Theory, EveryStore]
    public async Task Clock_that_jumps_forward_ends_holds_and_keeps_what_is_committed(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "committed");
        await host.ReserveAsync(One, "held", TimeSpan.FromHours(24));

        host.Clock.Advance(TimeSpan.FromDays(3650));

        (await host.IdsAsync()).Should().Equal("committed");
    }

    [Theory, EveryStore]
    public async Task Clock_that_jumps_back_keeps_holds_to_their_time_and_admits_no_more(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 2)));
        ResourceReservation before = await host.ReserveAsync(One, "before", Lease);
        host.Clock.AdjustTime(Some.Time.AddHours(-1));
        await host.ReserveAsync(One, "after", Lease);

        (await host.TryReserveAsync(One)).IsAdmitted.Should().BeFalse();
        await before.RenewAsync(Lease, Token);
        before.ExpiresAt.Should().Be(Some.Time + Lease, "a renewal never shortens");

        host.Clock.AdjustTime(Some.Time.AddHours(-1) + Lease);
        (await host.IdsAsync()).Should().Equal("before");
        host.Clock.AdjustTime(Some.Time + Lease - Microsecond);
        await before.CommitAsync(Token);
    }

    [Theory, EveryStore]
    public async Task Lease_that_would_end_after_the_end_of_time_ends_there(StoreKind store)
    {
        DateTimeOffset end = DateTimeOffset.MaxValue.AddTicks(1 - TimeSpan.TicksPerMicrosecond);
        using QuotaHost host = await QuotaHost.StartAsync(store);
        host.Clock.AdjustTime(end - (Lease / 2));

        ResourceReservation renewed = await host.ReserveAsync(One, "renewed", Lease / 10);
        await renewed.RenewAsync(Lease, Token);
        ResourceReservation reserved = await host.ReserveAsync(One, "reserved", Lease);

        (renewed.ExpiresAt, reserved.ExpiresAt).Should().Be((end, end));
        await reserved.CommitAsync(Token);
        host.Clock.AdjustTime(DateTimeOffset.MaxValue);
        await host.ReserveAsync(One, "last", Lease);
        (await host.IdsAsync()).Should().Equal("reserved");
    }

    [Theory, EveryStore]
    public async Task Hold_that_has_ended_does_not_come_back_with_the_clock(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation reservation = await host.ReserveAsync(One, "a", Lease);
        host.Clock.Advance(Lease);
        (await host.UsageAsync("cpu")).Total.Should().Be(0);

        host.Clock.AdjustTime(Some.Time);

        (await host.ListAsync()).Should().BeEmpty();
        await reservation.Awaiting(r => r.CommitAsync(Token)).Should().ThrowAsync<ReservationExpiredException>();
    }

    [Theory, EveryStore]
    public async Task Holds_end_in_the_order_of_their_leases_not_of_their_making(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        int[] seconds = [7, 3, 9, 1, 5, 8, 2, 6, 4];
        foreach (int second in seconds)
        {
            await host.ReserveAsync(One, $"ends-{second}", TimeSpan.FromSeconds(second));
        }

        for (int now = 1; now <= 9; now++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            (await host.UsageAsync()).Held.Should().Be(9 - now);
            (await host.IdsAsync()).Should().Equal(Enumerable.Range(now + 1, 9 - now).Select(s => $"ends-{s}"));
        }
    }
}
