namespace Hivemind.Tenancy.Tests;

/// <summary>Changing the amounts of a live allocation.</summary>
public sealed class ResizeTests
{
    public static readonly MatrixTheoryData<string, bool, StoreKind> EveryResource = new(Resources.Every, [false, true], Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Resize_sets_the_amounts_of_a_hold_or_a_committed_allocation(string resource, bool committed, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));
        await host.ReserveAsync(Resources.OfEach(2), "a", TimeSpan.FromMinutes(1), "node-1");
        if (committed)
        {
            await host.CommitAsync("a");
        }

        Allocation before = (await host.ListAsync()).Single();
        ResourceAmounts grown = Resources.Amounts([.. Resources.Every.Select(r => (r, r == resource ? 10m : 2m))]);
        ResourceAmounts shrunk = Resources.Amounts([.. Resources.Every.Where(r => r != resource).Select(r => (r, 2m))]);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        await host.ResizeAsync("a", grown);
        (await host.ListAsync()).Should().Equal(before with { Amounts = grown, Change = before.Change + 1 });
        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, committed ? 10 : 0, committed ? 0 : 10, 10, 10));
        await host.ResizeAsync("a", shrunk);
        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, 0, 0, 10, 10));

        await host.ReleaseAsync("a");
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Total == 0);
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Resize_that_does_not_fit_is_refused_by_the_growth_and_changes_nothing(string resource, bool committed, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));
        await host.ReserveAsync(Resources.OfEach(4), "other", TimeSpan.FromMinutes(2));
        await host.ReserveAsync(Resources.OfEach(2), "a", TimeSpan.FromMinutes(1));
        if (committed)
        {
            await host.CommitAsync("a");
        }

        IReadOnlyList<Allocation> before = await host.ListAsync();
        ResourceAmounts tooMuch = Resources.Amounts([.. Resources.Every.Select(r => (r, r == resource ? 7m : 6m))]);
        QuotaShortage shortage = committed
            ? new QuotaShortage(resource, 5, 2, 4, 10)
            : new QuotaShortage(resource, 5, 0, 6, 10);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        QuotaDecision refusal = await host.TryResizeAsync("a", tooMuch);
        refusal.Shortages.Should().Equal(shortage);
        refusal.NextLeaseEndsAt.Should().Be(Some.Time.AddMinutes(committed ? 2 : 1));
        (await host.Awaiting(h => h.ResizeAsync("a", tooMuch)).Should().ThrowAsync<QuotaExceededException>())
            .Which.Decision.Shortages.Should().Equal(shortage);

        (await host.ListAsync()).Should().Equal(before);
        (await host.TryResizeAsync("a", Resources.OfEach(6))).Should().Be(QuotaDecision.Admitted);
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Resize_is_refused_only_by_resources_that_grow(string resource, bool committed, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(Resources.OfEach(5), "a");
        if (committed)
        {
            await host.CommitAsync("a");
        }

        await host.LimitAsync(Resources.Quotas([.. Resources.Every.Select(r => (r, r == resource ? 6m : 1m))]));

        ResourceAmounts Others(decimal amount, decimal ofResource) =>
            Resources.Amounts([.. Resources.Every.Select(r => (r, r == resource ? ofResource : amount))]);
        (await host.TryResizeAsync("a", Others(5, 6))).IsAdmitted.Should().BeTrue("the others are over, but stay as they are");
        (await host.TryResizeAsync("a", Others(4, 6))).IsAdmitted.Should().BeTrue("the others are over still, but shrink");
        (await host.TryResizeAsync("a", Others(4, 7))).Shortages.Select(s => s.Resource).Should().Equal(resource);
    }

    [Theory, EveryStore]
    public async Task Resize_moves_one_resource_up_and_another_down_in_one_step(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 4), ("memory", 4), ("gpu", 4), ("public-ips", 4)));
        await host.RunAsync(Resources.Amounts(("cpu", 4), ("gpu", 4)), "a");

        await host.ResizeAsync("a", Resources.Amounts(("memory", 4), ("public-ips", 4)));

        TenantUsage usage = await host.UsageAsync();
        usage.Resources.Where(r => r.Total > 0).Select(r => (r.Resource, r.Total)).Should().Equal(("memory", 4), ("public-ips", 4));
        (await host.TryReserveAsync(Resources.Amounts(("cpu", 4), ("gpu", 4)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, EveryStore]
    public async Task Resize_does_not_move_the_lease(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(1), "a", TimeSpan.FromSeconds(10));

        await host.ResizeAsync("a", Resources.OfEach(2));
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Total == 0, "the hold ended with all it had grown to");
        await reservation.DisposeAsync();
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Total == 0);
    }

    [Theory, EveryStore]
    public async Task Dispose_gives_back_what_a_hold_was_resized_to(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await using (ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(3), "a"))
        {
            await host.ResizeAsync("a", Resources.Amounts(("cpu", 7), ("public-ips", 1)));
        }

        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Total == 0);
    }
}
