namespace Hivemind.Tenancy.Tests;

/// <summary>A reservation from being held to being committed or given back.</summary>
public sealed class ReservationTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Dispose_without_commit_gives_everything_back(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));

        await using (ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(1), "a"))
        {
            (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Reserved == 1);
        }

        TenantUsage usage = await host.UsageAsync();
        usage.Resources.Should().OnlyContain(r => r.Total == 0);
        (usage.Held, usage.Committed).Should().Be((0, 0));
        (await host.TryReserveAsync(Resources.OfEach(1), "a")).IsAdmitted.Should().BeTrue("not a unit is lost, and the id is free");
    }

    [Theory, EveryStore]
    public async Task Commit_makes_it_permanent_and_dispose_leaves_it(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        await using (ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(1), "a"))
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await reservation.CommitAsync(Token);
            reservation.IsCommitted.Should().BeTrue();
            reservation.ExpiresAt.Should().BeNull();
        }

        host.Clock.Advance(TimeSpan.FromDays(365));
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Used == 1 && r.Reserved == 0);
        Allocation committed = (await host.ListAsync()).Single();
        (committed.ExpiresAt, committed.CreatedAt, committed.Change).Should().Be((null, Some.Time.AddSeconds(1), committed.Admission + 1));
    }

    [Theory, EveryStore]
    public async Task Commit_repeats_harmlessly(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation reservation = await host.ReserveAsync(One, "a");
        await reservation.CommitAsync(Token);
        Allocation committed = (await host.ListAsync()).Single();
        host.Clock.Advance(TimeSpan.FromDays(1));

        await reservation.CommitAsync(Token);
        await host.CommitAsync("a");
        await reservation.RenewAsync(TimeSpan.FromHours(1), Token);

        reservation.IsCommitted.Should().BeTrue();
        (await host.ListAsync()).Should().Equal(committed with { Change = committed.Change + 2 });
    }

    [Theory, EveryStore]
    public async Task Dispose_twice_gives_back_once(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "other");
        ResourceReservation reservation = await host.ReserveAsync(One, "a");

        await reservation.DisposeAsync();
        await host.ReserveAsync(One, "a");
        await reservation.DisposeAsync();

        (await host.IdsAsync()).Should().Equal("a", "other");
        (await host.UsageAsync("cpu")).Reserved.Should().Be(2);
    }

    [Theory, EveryStore]
    public async Task Commit_and_renew_after_dispose_or_release_are_refused(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation disposed = await host.ReserveAsync(One, "disposed");
        ResourceReservation released = await host.ReserveAsync(One, "released");
        await disposed.DisposeAsync();
        await host.ReleaseAsync("released");

        foreach (ResourceReservation gone in new[] { disposed, released })
        {
            ReservationExpiredException expired = (await gone.Awaiting(r => r.CommitAsync(Token)).Should().ThrowAsync<ReservationExpiredException>()).Which;
            (expired.TenantId, expired.AllocationId).Should().Be((QuotaHost.TenantId, gone.AllocationId));
            await gone.Awaiting(r => r.RenewAsync(null, Token)).Should().ThrowAsync<ReservationExpiredException>();
            gone.IsCommitted.Should().BeFalse();
        }

        (await host.ListAsync()).Should().BeEmpty();
    }

    [Theory, EveryStore]
    public async Task Dispose_never_frees_what_another_committed_under_the_same_id(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation first = await host.ReserveAsync(One, "a");
        ResourceReservation second = await host.ReserveAsync(One, "a");

        await first.DisposeAsync();
        await second.CommitAsync(Token);
        first.IsCommitted.Should().BeFalse("it has not heard of it");
        await first.DisposeAsync();

        (await host.ListAsync()).Single().IsCommitted.Should().BeTrue();
        await first.Awaiting(f => f.CommitAsync(Token)).Should().ThrowAsync<ReservationExpiredException>("the newest handle has taken its place");
        await second.RenewAsync(null, Token);
    }

    [Theory, EveryStore]
    public async Task Commit_by_id_keeps_what_its_holder_then_disposes(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation reservation = await host.ReserveAsync(One, "a");

        await host.CommitAsync("a");
        await reservation.DisposeAsync();

        (await host.IdsAsync()).Should().Equal("a");
    }

    [Theory, EveryStore]
    public async Task Renew_moves_the_end_of_the_lease(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation reservation = await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(10));
        host.Clock.Advance(TimeSpan.FromSeconds(9));

        await reservation.RenewAsync(TimeSpan.FromSeconds(10), Token);
        reservation.ExpiresAt.Should().Be(Some.Time.AddSeconds(19));
        await reservation.RenewAsync(cancellationToken: Token);

        reservation.ExpiresAt.Should().Be(Some.Time.AddSeconds(39), "the default lease is 30 s");
        (await host.ListAsync()).Single().ExpiresAt.Should().Be(Some.Time.AddSeconds(39));
    }

    [Fact]
    public async Task Dispose_of_a_committed_reservation_does_not_ask_the_store()
    {
        using QuotaHost host = await QuotaHost.StartAsync(StoreKind.Asynchronous);
        ResourceReservation reservation = await host.ReserveAsync(One);
        await reservation.CommitAsync(Token);
        host.BeforeStep = verb => throw new TenancyStoreException($"{verb} was asked for", isTransient: false);

        await reservation.DisposeAsync();

        await host.Awaiting(h => h.UsageAsync()).Should().ThrowAsync<TenancyStoreException>("the store would have failed");
    }
}
