namespace Hivemind.Tenancy.Tests;

/// <summary>The five kinds of differences, and what is left alone.</summary>
public sealed class ReconcileTests
{
    private const string Node = "node-1";
    private const string OtherNode = "node-2";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2), ("gpu", 2));

    [Theory, EveryStore]
    public async Task Reconcile_frees_what_was_committed_and_is_not_seen(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "seen", Node);
        await host.RunAsync(Two, "gone", Node);
        host.Clock.Advance(Second);

        ReconciliationResult result = await host.ReconcileAsync(Node, null, ("seen", One));

        result.Should().Be(new ReconciliationResult { Freed = ["gone"] });
        (await host.IdsAsync()).Should().Equal("seen");
        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 0, null, null));
        (await host.UsageAsync("gpu")).Should().Be(new ResourceUsage("gpu", 1, 0, null, null));
    }

    [Theory, EveryStore]
    public async Task Reconcile_leaves_unseen_holds_to_their_lease(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "hold", TimeSpan.FromSeconds(30), Node);
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, null)).Should().Be(ReconciliationResult.None);

        (await host.IdsAsync()).Should().Equal("hold");
        host.Clock.Advance(29 * Second);
        (await host.IdsAsync()).Should().BeEmpty();
    }

    [Theory, EveryStore]
    public async Task Reconcile_commits_seen_holds(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation hold = await host.ReserveAsync(One, "hold", TimeSpan.FromSeconds(30), Node);
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, null, ("hold", One))).Should().Be(new ReconciliationResult { Committed = ["hold"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 0, null, null));
        host.Clock.Advance(TimeSpan.FromDays(1));
        await hold.DisposeAsync();
        Allocation kept = (await host.ListAsync()).Should().ContainSingle("neither its lease nor its holder ends it now").Subject;
        kept.IsCommitted.Should().BeTrue();
        kept.ChangedAt.Should().Be(Some.Time + Second);
        kept.CreatedAt.Should().Be(Some.Time);
    }

    [Theory, EveryStore]
    public async Task Reconcile_adopts_strays_even_over_the_limit(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1), ("gpu", 0)));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "known", OtherNode);
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, Some.Time, ("stray", Two))).Should().Be(new ReconciliationResult { Adopted = ["stray"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 3, 0, 1, 1));
        (await host.UsageAsync("gpu")).Over.Should().Be(2);
        Allocation stray = (await host.ListAsync(new AllocationQuery { Source = Node })).Single();
        stray.Should().Be(new Allocation(QuotaHost.TenantId, "stray", Two, Node, null, Some.Time + Second, Some.Time + Second, stray.Token));
        (await host.TryReserveAsync(Resources.Amounts(("cpu", 0.001m)))).IsAdmitted.Should().BeFalse();
        (await host.ReleaseAsync("stray")).Should().BeTrue("what is held can always be released");
    }

    [Theory, EveryStore]
    public async Task Reconcile_corrects_amounts_up_and_down_even_over_the_limit(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 3), ("memory", 3)));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "up", Node);
        await host.RunAsync(Resources.Amounts(("cpu", 2), ("memory", 3), ("gpu", 5)), "down", Node);
        host.Clock.Advance(Second);

        ReconciliationResult result = await host.ReconcileAsync(
            Node, null, ("up", Resources.Amounts(("cpu", 7))), ("down", Resources.Amounts(("cpu", 1), ("memory", 2))));

        result.Should().Be(new ReconciliationResult { Corrected = ["down", "up"] });
        TenantUsage usage = await host.UsageAsync();
        usage["cpu"].Should().Be(new ResourceUsage("cpu", 8, 0, 3, 3));
        usage["memory"].Used.Should().Be(2);
        usage["gpu"].Used.Should().Be(0);
        (await host.ListAsync()).Should().OnlyContain(a => a.ChangedAt == Some.Time + Second);
    }

    [Theory, EveryStore]
    public async Task Reconcile_commits_and_corrects_a_seen_hold_in_one_step(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "hold", source: Node);
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, null, ("hold", Two)))
            .Should().Be(new ReconciliationResult { Committed = ["hold"], Corrected = ["hold"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 2, 0, null, null));
        (await host.UsageAsync("gpu")).Should().Be(new ResourceUsage("gpu", 2, 0, null, null));
    }

    [Theory, EveryStore]
    public async Task Reconcile_leaves_other_sources_alone_and_reports_a_conflict(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "theirs", OtherNode);
        await host.RunAsync(One, "unseen", OtherNode);
        await host.ReserveAsync(One, "held", source: OtherNode);
        host.Clock.Advance(Second);
        IReadOnlyList<Allocation> before = await host.ListAsync();

        (await host.ReconcileAsync(Node, null, ("theirs", Two), ("held", One)))
            .Should().Be(new ReconciliationResult { Conflicting = ["held", "theirs"] });

        (await host.ListAsync()).Should().Equal(before);
    }

    [Theory, EveryStore]
    public async Task Reconcile_of_an_allocation_without_source_takes_it_when_seen_and_leaves_it_when_not(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "seen");
        await host.RunAsync(One, "unseen");
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, null, ("seen", One))).Should().Be(new ReconciliationResult { Committed = ["seen"] });

        (await host.IdsAsync()).Should().Equal("seen", "unseen");
    }

    [Theory, EveryStore]
    public async Task Reconcile_that_finds_every_kind_reports_each_in_ordinal_order_and_records_it_once(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        foreach (string id in new[] { "b", "a", "B" })
        {
            await host.RunAsync(One, $"free-{id}", Node);
            await host.ReserveAsync(One, $"commit-{id}", source: Node);
            await host.RunAsync(One, $"correct-{id}", Node);
            await host.RunAsync(One, $"conflict-{id}", OtherNode);
        }

        host.Clock.Advance(Second);
        ReconciliationResult result = await host.ReconcileAsync(Node, null, [.. new[] { "b", "a", "B" }.SelectMany(id => new[]
        {
            ($"commit-{id}", One), ($"correct-{id}", Two), ($"conflict-{id}", One), ($"adopt-{id}", One),
        })]);

        result.Should().Be(new ReconciliationResult
        {
            Freed = ["free-B", "free-a", "free-b"],
            Committed = ["commit-B", "commit-a", "commit-b"],
            Adopted = ["adopt-B", "adopt-a", "adopt-b"],
            Corrected = ["correct-B", "correct-a", "correct-b"],
            Conflicting = ["conflict-B", "conflict-a", "conflict-b"],
        });
        AllocationsReconciled recorded = (await host.NewEventsAsync<AllocationsReconciled>()).Should().ContainSingle().Subject;
        recorded.Source.Should().Be(Node);
        recorded.Result.Should().Be(result);
        recorded.OccurredAt.Should().Be(Some.Time + Second);
    }

    [Theory, EveryStore]
    public async Task Reconcile_that_finds_nothing_different_records_nothing(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "a", Node);
        host.Clock.Advance(Second);

        (await host.ReconcileAsync(Node, null, ("a", One))).IsEmpty.Should().BeTrue();

        (await host.NewEventsAsync<AllocationsReconciled>()).Should().BeEmpty();
        (await host.ListAsync()).Single().ChangedAt.Should().Be(Some.Time);
    }
}
