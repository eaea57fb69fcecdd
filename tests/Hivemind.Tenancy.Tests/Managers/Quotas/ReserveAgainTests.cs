namespace Hivemind.Tenancy.Tests;

/// <summary>Reserving an id that is live already, which makes the call repeatable.</summary>
public sealed class ReserveAgainTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Reserve_of_a_held_id_with_equal_amounts_joins_the_hold_and_the_newest_handle_wins(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1)));
        ResourceReservation first = await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(20), "node-1");
        Allocation before = (await host.ListAsync()).Single();
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        ResourceReservation again = await host.ReserveAsync(
            Resources.Amounts(("gpu", 1), ("cpu", 1.000m)), "a", TimeSpan.FromSeconds(100), "node-1");

        again.ExpiresAt.Should().Be(Some.Time.AddSeconds(105), "who comes to it gets the lease that was asked for");
        again.Admission.Should().BeGreaterThan(first.Admission);
        Allocation joined = before with { Admission = again.Admission, Change = again.Admission, ExpiresAt = again.ExpiresAt };
        (await host.ListAsync()).Should().Equal(joined);
        (await host.UsageAsync("cpu")).Total.Should().Be(1);

        await first.DisposeAsync();
        await first.Awaiting(f => f.CommitAsync(Token)).Should().ThrowAsync<ReservationExpiredException>();
        await first.Awaiting(f => f.RenewAsync(null, Token).AsTask()).Should().ThrowAsync<ReservationExpiredException>();
        (await host.ReleaseAsync("a", first.Admission)).Should().BeFalse();
        (await host.ListAsync()).Should().Equal(joined);

        await again.CommitAsync(Token);
        (await host.ListAsync()).Single().Should().Be(joined with { ExpiresAt = null, Change = joined.Change + 1 });
    }

    [Theory, EveryStore]
    public async Task Reserve_of_a_live_id_that_says_something_else_conflicts(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1)));
        await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(20), "node-1");
        Allocation before = (await host.ListAsync()).Single();
        ReservationOptions same = new() { AllocationId = "a", Source = "node-1" };

        foreach (ReservationOptions other in (ReservationOptions[])[same with { Source = "node-2" }, same with { Labels = new Dictionary<string, string> { ["x"] = "y" } }])
        {
            Func<Task> reserve = async () => await host.Quotas.ReserveAsync(Some.TenantId, One, other, Token);
            await reserve.Should().ThrowAsync<AllocationConflictException>().WithMessage("*another source, namespace or labels*");
        }

        (await host.ListAsync()).Should().Equal(before);
        await host.Quotas.ReserveAsync(Some.TenantId, One, same with { Source = null }, Token);
        (await host.ListAsync()).Single().Source.Should().Be("node-1", "who names none joins any");
    }

    [Theory, EveryStore]
    public async Task Reserve_of_a_committed_id_with_equal_amounts_returns_it_committed(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1)));
        await host.RunAsync(One, "a");

        ResourceReservation again = await host.ReserveAsync(One, "a");

        again.IsCommitted.Should().BeTrue();
        again.ExpiresAt.Should().BeNull();
        await again.CommitAsync(Token);
        await again.DisposeAsync();
        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 0, 1, 1));
    }

    [Theory]
    [InlineData(StoreKind.Direct, false)]
    [InlineData(StoreKind.Direct, true)]
    [InlineData(StoreKind.Asynchronous, false)]
    [InlineData(StoreKind.Asynchronous, true)]
    public async Task Reserve_of_a_live_id_with_other_amounts_is_a_conflict(StoreKind store, bool committed)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation first = await host.ReserveAsync(One, "a");
        if (committed)
        {
            await first.CommitAsync(Token);
        }

        foreach (ResourceAmounts other in new[]
        {
            Resources.Amounts(("cpu", 1)), Resources.Amounts(("cpu", 1), ("gpu", 2)), Resources.Amounts(("cpu", 1.001m), ("gpu", 1)),
        })
        {
            AllocationConflictException conflict = (await host.Awaiting(h => h.ReserveAsync(other, "a"))
                .Should().ThrowAsync<AllocationConflictException>()).Which;
            (conflict.TenantId, conflict.AllocationId, conflict.Existing, conflict.Requested).Should().Be((QuotaHost.TenantId, "a", One, other));
            await host.Awaiting(h => h.TryReserveAsync(other, "a")).Should().ThrowAsync<AllocationConflictException>();
        }

        (await host.ListAsync()).Single().Amounts.Should().Be(One);
    }

    [Theory, EveryStore]
    public async Task Reserve_after_a_resize_is_equal_to_the_new_amounts(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceAmounts two = Resources.Amounts(("cpu", 2));
        await host.ReserveAsync(One, "a");
        await host.ResizeAsync("a", two);

        (await host.ReserveAsync(two, "a")).Amounts.Should().Be(two);
        await host.Awaiting(h => h.ReserveAsync(One, "a")).Should().ThrowAsync<AllocationConflictException>();
    }

    [Theory, EveryStore]
    public async Task Reserve_of_an_id_whose_lease_has_ended_is_a_new_allocation(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(1));
        Allocation first = (await host.ListAsync()).Single();
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        await host.ReserveAsync(Resources.Amounts(("cpu", 2)), "a");

        Allocation second = (await host.ListAsync()).Single();
        second.Admission.Should().BeGreaterThan(first.Admission);
        second.CreatedAt.Should().Be(Some.Time.AddSeconds(1));
    }

    [Theory, EveryStore]
    public async Task Reserve_of_a_live_id_is_answered_even_when_nothing_would_fit_any_more(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a");
        await host.LimitAsync(Resources.LimitEach(0));

        (await host.TryReserveAsync(One, "a")).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(One, "b")).IsAdmitted.Should().BeFalse();
    }

    [Fact]
    public async Task Reserve_compares_ids_ordinally()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        string[] ids = ["a", "A", "\u00e4", "a\u0308", "a.", "\uD83D\uDE00", new string('a', 256)];

        foreach (string id in ids)
        {
            await host.ReserveAsync(One, id);
        }

        (await host.IdsAsync()).Should().Equal(ids.Order(StringComparer.Ordinal));
    }
}
