namespace Hivemind.Tenancy.Tests;

/// <summary>Reconciling at the edges: of the mark, of what 64 bits count, of the arguments.</summary>
public sealed class ReconcileBoundaryTests
{
    private const string Node = "node-1";


    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2));

    [Theory]
    [InlineData(StoreKind.Direct, false)]
    [InlineData(StoreKind.Direct, true)]
    [InlineData(StoreKind.Asynchronous, false)]
    [InlineData(StoreKind.Asynchronous, true)]
    public async Task Reconcile_frees_only_what_was_committed_before_the_mark(StoreKind store, bool before)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", source: Node);
        ReconciliationMark mark = await host.MarkAsync();
        await host.CommitAsync("a");
        mark = before ? await host.MarkAsync() : mark;

        (await host.ReconcileAsync(Node, mark)).Freed.Should().Equal(before ? ["a"] : []);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconcile_acts_only_on_what_was_resized_before_the_mark(bool before)
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.RunAsync(One, "seen", Node);
        await host.RunAsync(One, "unseen", Node);
        ReconciliationMark mark = await host.MarkAsync();
        await host.ResizeAsync("unseen", Two);
        await host.ResizeAsync("seen", Two);
        mark = before ? await host.MarkAsync() : mark;

        ReconciliationResult result = await host.ReconcileAsync(Node, mark, ("seen", Resources.Amounts(("cpu", 3))));

        result.Should().Be(before ? new ReconciliationResult { Raised = ["seen"], Freed = ["unseen"] } : ReconciliationResult.None);
    }

    [Fact]
    public async Task Reconcile_leaves_a_hold_alone_that_was_made_while_it_looked()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        ReconciliationMark mark = await host.MarkAsync();
        await host.ReserveAsync(One, "new", source: Node);

        (await host.ReconcileAsync(Node, mark, ("new", Two))).Should().Be(ReconciliationResult.None);
        (await host.ReconcileAsync(Node, null, ("new", One))).Should().Be(new ReconciliationResult { Committed = ["new"] });
    }

    [Fact]
    public async Task Reconcile_does_not_act_twice_by_one_mark()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.RunAsync(One, "a", Node);
        ReconciliationMark mark = await host.MarkAsync();
        await host.ReconcileAsync(Node, mark, ("a", Two));

        (await host.ReconcileAsync(Node, mark, ("a", One))).IsEmpty.Should().BeTrue("raising it changed it after the mark");
        (await host.ReconcileAsync(Node, mark)).IsEmpty.Should().BeTrue("and so it is not freed either");
    }

    [Fact]
    public async Task No_clock_decides_what_an_observation_is_about()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.ReserveAsync(One, "a", source: Node);
        ReconciliationMark before = await host.MarkAsync();
        host.Clock.AdjustTime(Some.Time.AddHours(-5));
        await host.CommitAsync("a");
        ReconciliationMark after = await host.MarkAsync();
        host.Clock.AdjustTime(Some.Time.AddHours(5));

        (await host.ReconcileAsync(Node, before)).IsEmpty.Should().BeTrue("it was committed after the mark, whatever the clocks say");
        (await host.ReconcileAsync(Node, after)).Freed.Should().Equal("a");
    }

    [Theory, EveryStore]
    public async Task Reconcile_that_commits_one_hold_and_adopts_another_leaves_the_other_leases_in_order(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "seen", TimeSpan.FromSeconds(1), Node);
        await host.ReserveAsync(One, "other", TimeSpan.FromSeconds(5));
        await host.ReconcileAsync(Node, null, ("a-stray", One), ("seen", One));

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        (await host.IdsAsync()).Should().Equal("a-stray", "seen");
    }

    [Fact]
    public async Task Reconcile_counts_ended_holds_as_gone()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(5), Node);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        (await host.ReconcileAsync(Node, null, ("a", One))).Should().Be(new ReconciliationResult { Adopted = ["a"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 0, 1, null, null));
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

        (await host.ReconcileAsync(Node, null, ("a", most), ("b", Resources.Amounts(("memory", 1), ("gpu", 1)))))
            .Should().Be(new ReconciliationResult { Adopted = ["b"] });

        (await host.UsageAsync("memory")).Total.Should().Be(long.MaxValue);
        (await host.UsageAsync("gpu")).Total.Should().Be(long.MaxValue);
    }

    [Theory, EveryStore]
    public async Task Mark_ahead_of_the_ledger_and_null_are_argument_errors(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "a", Node);
        ReconciliationMark mark = await host.MarkAsync();

        await host.Awaiting(h => h.ReconcileAsync(Node, mark with { Change = mark.Change + 1 })).Should().ThrowAsync<ArgumentException>().WithMessage("*ahead*");
        await host.Quotas.Awaiting(q => q.ReconcileAsync(null!, TestContext.Current.CancellationToken))
            .Should().ThrowAsync<ArgumentNullException>();
        (await host.IdsAsync()).Should().Equal("a");
        (await host.ReconcileAsync(Node, mark)).Freed.Should().Equal("a");
    }
}
