namespace Hivemind.Tenancy.Tests;

/// <summary>The quota manager's verbs over one allocation by its id, as another host would call them.</summary>
public sealed class CommitRenewReleaseTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, EveryStore]
    public async Task Commit_by_id_makes_a_hold_permanent_and_repeats_harmlessly(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a");

        await host.CommitAsync("a");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.CommitAsync("a");

        TenantUsage usage = await host.UsageAsync();
        usage["cpu"].Should().Be(new ResourceUsage("cpu", 1, 0, null, null));
        usage["gpu"].Should().Be(new ResourceUsage("gpu", 1, 0, null, null));
        (usage.Held, usage.Committed).Should().Be((0, 1));
    }

    [Theory, EveryStore]
    public async Task Commit_and_renew_of_an_id_that_never_was_are_refused(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        await host.Awaiting(h => h.CommitAsync("a")).Should().ThrowAsync<ReservationExpiredException>();
        await host.Awaiting(h => h.RenewAsync("a")).Should().ThrowAsync<ReservationExpiredException>();
        await host.Awaiting(h => h.ResizeAsync("a", One)).Should().ThrowAsync<ReservationExpiredException>();

        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Total == 0);
    }

    [Theory, EveryStore]
    public async Task Renew_extends_from_now_and_never_shortens(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", Minute);
        host.Clock.Advance(TimeSpan.FromSeconds(20));

        (await host.RenewAsync("a", Minute)).Should().Be(Some.Time.AddSeconds(80));
        (await host.RenewAsync("a", TimeSpan.FromSeconds(1))).Should().Be(Some.Time.AddSeconds(80));
        (await host.RenewAsync("a")).Should().Be(Some.Time.AddSeconds(80), "30 s from now is earlier");
        host.Clock.Advance(TimeSpan.FromSeconds(40));
        (await host.RenewAsync("a")).Should().Be(Some.Time.AddSeconds(90));

        Allocation held = (await host.ListAsync()).Single();
        held.ExpiresAt.Should().Be(Some.Time.AddSeconds(90));
        held.Change.Should().Be(held.Admission, "a renewal changes nothing that an observation could contradict");
    }

    [Theory, EveryStore]
    public async Task Renew_of_a_committed_allocation_is_harmless_and_says_so(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "a");

        (await host.RenewAsync("a", Minute)).Should().BeNull();

        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.IdsAsync()).Should().Equal("a");
    }

    [Theory]
    [InlineData(StoreKind.Direct, false)]
    [InlineData(StoreKind.Direct, true)]
    [InlineData(StoreKind.Asynchronous, false)]
    [InlineData(StoreKind.Asynchronous, true)]
    public async Task Release_frees_once(StoreKind store, bool committed)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(2));
        await host.RunAsync(Resources.OfEach(1), "stays");
        ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(1), "a");
        if (committed)
        {
            await host.CommitAsync("a");
        }

        (await host.ReleaseAsync("a")).Should().BeTrue();
        (await host.ReleaseAsync("a")).Should().BeFalse();
        await reservation.DisposeAsync();

        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Used == 1 && r.Reserved == 0);
        (await host.TryReserveAsync(Resources.OfEach(1))).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(Resources.Amounts(("cpu", 0.001m)))).IsAdmitted.Should().BeFalse();
    }

    [Theory, EveryStore]
    public async Task Release_of_what_never_was_is_false(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        (await host.ReleaseAsync("a")).Should().BeFalse();
        (await host.Quotas.ReleaseAsync(Some.OtherTenantId, "a", null, TestContext.Current.CancellationToken))
            .Should().BeFalse("a deletion frees everything, so a release after it repeats harmlessly");
    }

    [Theory, EveryStore]
    public async Task Verbs_on_one_allocation_leave_its_neighbours_alone(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", Minute);
        await host.ReserveAsync(One, "b", Minute);
        await host.ReserveAsync(One, "c", Minute);
        IReadOnlyList<Allocation> before = await host.ListAsync();

        await host.RenewAsync("b", 2 * Minute);
        await host.CommitAsync("b");
        await host.ResizeAsync("b", Resources.Amounts(("memory", 1)));
        await host.ReleaseAsync("b");

        (await host.ListAsync()).Should().Equal(before[0], before[2]);
    }
}
