namespace Hivemind.Tenancy.Tests;

/// <summary>Reconciling at the edges: of the time the observation began, of what 64 bits count, of the arguments.</summary>
public sealed class ReconcileBoundaryTests
{
    private const string Node = "node-1";

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2));

    [Theory]
    [InlineData(StoreKind.Direct, 0, false)]
    [InlineData(StoreKind.Direct, 1, true)]
    [InlineData(StoreKind.Asynchronous, 0, false)]
    [InlineData(StoreKind.Asynchronous, 1, true)]
    public async Task Reconcile_frees_only_what_was_committed_before_the_observation_began(StoreKind store, int microsecondsLater, bool frees)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", source: Node);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.CommitAsync("a");
        DateTimeOffset committed = host.Now;
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        ReconciliationResult result = await host.ReconcileAsync(Node, committed + (microsecondsLater * Microsecond));

        result.Freed.Should().Equal(frees ? ["a"] : []);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Reconcile_corrects_and_frees_only_what_was_resized_before_the_observation_began(int microsecondsLater, bool acts)
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.RunAsync(One, "seen", Node);
        await host.RunAsync(One, "unseen", Node);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ResizeAsync("seen", Two);
        await host.ResizeAsync("unseen", Two);

        DateTimeOffset began = host.Now + (microsecondsLater * Microsecond);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        ReconciliationResult result = await host.ReconcileAsync(Node, began, ("seen", One));

        result.Should().Be(acts ? new ReconciliationResult { Corrected = ["seen"], Freed = ["unseen"] } : ReconciliationResult.None);
    }

    [Fact]
    public async Task Reconcile_commits_a_hold_made_while_it_looked_but_does_not_correct_it()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        DateTimeOffset began = host.Now;
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ReserveAsync(One, "new", source: Node);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        (await host.ReconcileAsync(Node, began, ("new", Two))).Should().Be(new ReconciliationResult { Committed = ["new"] });

        (await host.UsageAsync("cpu")).Used.Should().Be(1);
    }

    [Fact]
    public async Task Reconcile_does_not_correct_twice_what_it_corrected_since_a_later_observation_began()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.RunAsync(One, "a", Node);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset began = host.Now;
        await host.ReconcileAsync(Node, began, ("a", Two));

        (await host.ReconcileAsync(Node, began, ("a", One))).IsEmpty.Should().BeTrue("the correction changed it when that observation began");
        (await host.ReconcileAsync(Node, began)).IsEmpty.Should().BeTrue("and so it is not freed either");
    }

    [Fact]
    public async Task Reconcile_counts_ended_holds_as_gone()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(5), Node);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        (await host.ReconcileAsync(Node, null, ("a", One))).Should().Be(new ReconciliationResult { Adopted = ["a"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 0, null, null));
    }

    [Theory, EveryStore]
    public async Task Reconcile_beyond_what_can_be_counted_is_refused_before_anything_changes(StoreKind store)
    {
        foreach (string resource in Resources.Every)
        {
            using QuotaHost host = await QuotaHost.StartAsync(store);
            decimal most = resource == "cpu" ? long.MaxValue / 1000m : long.MaxValue;
            await host.RunAsync(Resources.Amounts((resource, 1)), "gone", Node);
            await host.ReserveAsync(Resources.Amounts((resource, 1)), "held", source: Node);
            await host.RunAsync(Resources.Amounts((resource, 1)), "other", "node-2");
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            IReadOnlyList<Allocation> before = await host.ListAsync();

            await host.Awaiting(h => h.ReconcileAsync(Node, null, ("held", Resources.Amounts((resource, 1))), ("stray", Resources.Amounts((resource, most)))))
                .Should().ThrowAsync<ArgumentException>().WithMessage($"*'{resource}'*");

            (await host.ListAsync()).Should().Equal(before);
            (await host.UsageAsync(resource)).Total.Should().Be(3);
            (await host.NewEventsAsync<AllocationsReconciled>()).Should().BeEmpty();
        }
    }

    [Theory, EveryStore]
    public async Task Reconcile_counts_what_is_held_and_seen_once(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceAmounts most = Resources.Amounts(("memory", long.MaxValue - 1), ("gpu", long.MaxValue - 1));
        await host.RunAsync(most, "a", Node);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        (await host.ReconcileAsync(Node, null, ("a", most), ("b", Resources.Amounts(("memory", 1), ("gpu", 1)))))
            .Should().Be(new ReconciliationResult { Adopted = ["b"] });

        (await host.UsageAsync("memory")).Used.Should().Be(long.MaxValue);
        (await host.UsageAsync("gpu")).Used.Should().Be(long.MaxValue);
    }

    [Theory, EveryStore]
    public async Task Reconcile_of_the_future_or_of_nothing_is_an_argument_error(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        await host.Awaiting(h => h.ReconcileAsync(Node, host.Now + Microsecond)).Should().ThrowAsync<ArgumentException>().WithMessage("*future*");
        await host.Quotas.Awaiting(q => q.ReconcileAsync(QuotaHost.TenantId, null!, TestContext.Current.CancellationToken))
            .Should().ThrowAsync<ArgumentNullException>();
        (await host.ReconcileAsync(Node, host.Now)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Observation_is_kept_in_whole_microseconds() =>
        new AllocationObservation(Node, Some.Time.ToOffset(TimeSpan.FromHours(2)).AddTicks(9), []).StartedAt.Should().Be(Some.Time);
}
