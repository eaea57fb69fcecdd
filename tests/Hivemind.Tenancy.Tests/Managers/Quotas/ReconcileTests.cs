namespace Hivemind.Tenancy.Tests;

/// <summary>The kinds of differences, what becomes of each, and what is left alone.</summary>
public sealed class ReconcileTests
{
    private const string Node = "node-1";
    private const string OtherNode = "node-2";

    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2), ("gpu", 2));

    [Theory, EveryStore]
    public async Task Reconcile_frees_what_was_committed_and_is_not_seen(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "seen", Node);
        await host.RunAsync(Two, "gone", Node);

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

        (await host.ReconcileAsync(Node, null)).Should().Be(ReconciliationResult.None);
        (await host.IdsAsync()).Should().Equal("hold");

        host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await host.IdsAsync()).Should().BeEmpty();
    }

    [Theory, EveryStore]
    public async Task Reconcile_leaves_unseen_allocations_with_live_growth(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "growing", Node);
        await host.GrowAsync("growing", Two, TimeSpan.FromSeconds(30));

        (await host.ReconcileAsync(Node, null)).Should().Be(ReconciliationResult.None);
        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 1, null, null));

        host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await host.ReconcileAsync(Node, null)).Should().Be(new ReconciliationResult { Freed = ["growing"] });
    }

    [Theory, EveryStore]
    public async Task Reconcile_commits_seen_holds(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation hold = await host.ReserveAsync(One, "hold", TimeSpan.FromSeconds(30), Node);

        (await host.ReconcileAsync(Node, null, ("hold", One))).Should().Be(new ReconciliationResult { Committed = ["hold"] });
        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 0, null, null));
        host.Clock.Advance(TimeSpan.FromDays(1));
        await hold.DisposeAsync();

        Allocation kept = (await host.ListAsync()).Should().ContainSingle("neither its lease nor its holder ends it now").Subject;
        kept.IsCommitted.Should().BeTrue();
        (kept.Admission, kept.Change).Should().Be((hold.Admission, hold.Admission + 1));
        kept.CreatedAt.Should().Be(Some.Time);

        (await host.ReleaseAsync("hold", hold.Admission)).Should().BeTrue("undoing after a reconcile is a release by number");
    }

    [Theory, EveryStore]
    public async Task Reconcile_adopts_strays_as_holds_even_over_the_limit(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1), ("gpu", 0)));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "known", OtherNode);

        (await host.ReconcileAsync(Node, null, ("stray", Two))).Should().Be(new ReconciliationResult { Adopted = ["stray"] });

        (await host.UsageAsync("cpu")).Should().Be(new ResourceUsage("cpu", 1, 2, 1, 1));
        (await host.UsageAsync("gpu")).Over.Should().Be(2);
        Allocation stray = (await host.ListAsync(new AllocationQuery { Source = Node })).Single();
        stray.Should().Be(new Allocation(QuotaHost.TenantId, stray.TenantUid, "stray", Two, Node)
        {
            ExpiresAt = Some.Time.AddMinutes(5),
            CreatedAt = Some.Time,
            Admission = stray.Admission,
            Change = stray.Admission,
            IsAdopted = true,
        });
        (await host.TryReserveAsync(Resources.Amounts(("cpu", 0.001m)))).IsAdmitted.Should().BeFalse();
        (await host.ReleaseAsync("stray")).Should().BeTrue("what is held can always be released");
    }

    [Theory, EveryStore]
    public async Task Stray_is_committed_by_the_next_observation_that_sees_it_and_freed_by_one_that_does_not(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReconcileAsync(Node, null, ("stays", One), ("goes", One));

        (await host.ReconcileAsync(Node, null, ("stays", One)))
            .Should().Be(new ReconciliationResult { Committed = ["stays"], Freed = ["goes"] });

        Allocation stays = (await host.ListAsync()).Single();
        (stays.IsCommitted, stays.IsAdopted).Should().Be((true, false));
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(150, 300)]
    [InlineData(151, 302)]
    [InlineData(3600, 7200)]
    public async Task Stray_is_held_for_twice_the_interval_and_five_minutes_at_least(int interval, int held)
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        AllocationObservation seen = new(Node, await host.MarkAsync(), [new ObservedAllocation("stray", One)]) { Interval = TimeSpan.FromSeconds(interval) };

        await host.Quotas.ReconcileAsync(seen, TestContext.Current.CancellationToken);

        (await host.ListAsync()).Single().ExpiresAt.Should().Be(Some.Time.AddSeconds(held));
        host.Clock.Advance(TimeSpan.FromSeconds(held));
        (await host.ListAsync()).Should().BeEmpty("nothing that nobody admitted is held for ever");
    }

    [Theory, EveryStore]
    public async Task Reserving_a_stray_is_a_new_admission_in_its_place(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 2)));
        await host.ReconcileAsync(Node, null, ("stray", One));
        Allocation stray = await host.FindAsync("stray");

        (await host.TryReserveAsync(Resources.Amounts(("cpu", 3)), "stray")).IsAdmitted.Should().BeFalse();
        (await host.FindAsync("stray")).Should().Be(stray, "a refusal changes nothing");
        await using (ResourceReservation reservation = await host.ReserveAsync(Two, "stray"))
        {
            reservation.Admission.Should().BeGreaterThan(stray.Admission);
            (await host.UsageAsync("cpu")).Total.Should().Be(2, "its own amounts, and not the stray's beside them");
            (await host.FindAsync("stray")).IsAdopted.Should().BeFalse();
        }

        (await host.ListAsync()).Should().BeEmpty();
    }

    [Theory, EveryStore]
    public async Task Reconcile_raises_amounts_even_over_the_limit_and_never_lowers_them(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 3), ("memory", 3)));
        ResourceAmounts before = Resources.Amounts(("cpu", 2), ("memory", 3), ("gpu", 5));
        ResourceAmounts less = Resources.Amounts(("cpu", 1), ("memory", 2));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "up", Node);
        await host.RunAsync(before, "down", Node);
        Allocation down = await host.FindAsync("down");

        ReconciliationResult result = await host.ReconcileAsync(Node, null, ("up", Resources.Amounts(("cpu", 7))), ("down", less));

        result.Should().Be(new ReconciliationResult
        {
            Raised = ["up"],
            Differing = [new AllocationDifference("down", before, less, down.Change)],
        });
        TenantUsage usage = await host.UsageAsync();
        usage["cpu"].Should().Be(new ResourceUsage("cpu", 9, 0, 3, 3));
        usage["memory"].Used.Should().Be(3);
        usage["gpu"].Used.Should().Be(5);

        (await host.LowerAsync("down", less, down.Change)).Should().BeTrue("a scaler that trusts the difference lowers by its number");
        (await host.LowerAsync("down", Resources.Amounts(("cpu", 1)), down.Change)).Should().BeFalse("which is of no use twice");
        (await host.FindAsync("down")).Amounts.Should().Be(less);
    }

    [Theory, EveryStore]
    public async Task Reconcile_commits_and_raises_a_seen_hold_in_one_step(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "hold", source: Node);

        (await host.ReconcileAsync(Node, null, ("hold", Two)))
            .Should().Be(new ReconciliationResult { Committed = ["hold"], Raised = ["hold"] });

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

        (await host.ReconcileAsync(Node, null, ("seen", One))).Should().Be(new ReconciliationResult { Committed = ["seen"] });

        (await host.ListAsync()).Select(a => (a.Id, a.Source)).Should().Equal(("seen", Node), ("unseen", ""));
    }

    [Theory, EveryStore]
    public async Task What_runs_for_a_tenant_that_is_going_or_gone_is_orphaned(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "seen", Node);
        await host.RunAsync(One, "unseen", Node);
        ReconciliationMark mark = await host.MarkAsync();
        await host.SetStatusAsync(TenantStatus.Terminating);

        (await host.ReconcileAsync(Node, mark, ("seen", One), ("stray", One)))
            .Should().Be(new ReconciliationResult { Freed = ["unseen"], Orphaned = ["seen", "stray"] }, "it frees only");
        (await host.IdsAsync()).Should().Equal("seen");
        await host.Tenants.DeleteTenantAsync(QuotaHost.TenantId, cancellationToken: TestContext.Current.CancellationToken);
        (await host.Quotas.ReadMarksAsync([QuotaHost.TenantId], TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await host.ReconcileAsync(Node, mark, ("seen", One))).Should().Be(new ReconciliationResult { Orphaned = ["seen"] });

        await host.CreateTenantAsync();
        await host.RunAsync(One, "seen", Node);
        (await host.ReconcileAsync(Node, mark, ("other", One))).Should().Be(new ReconciliationResult { Orphaned = ["other"] }, "the mark is the former tenant's");
        (await host.IdsAsync()).Should().Equal("seen");
    }

    [Theory, EveryStore]
    public async Task Reconcile_that_finds_every_kind_reports_each_in_ordinal_order_and_records_it_once(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        foreach (string id in new[] { "b", "a", "B" })
        {
            await host.RunAsync(One, $"free-{id}", Node);
            await host.ReserveAsync(One, $"commit-{id}", source: Node);
            await host.RunAsync(One, $"raise-{id}", Node);
            await host.RunAsync(Two, $"differ-{id}", Node);
            await host.RunAsync(One, $"conflict-{id}", OtherNode);
        }

        ReconciliationResult result = await host.ReconcileAsync(Node, null, [.. new[] { "b", "a", "B" }.SelectMany(id => new[]
        {
            ($"commit-{id}", One), ($"raise-{id}", Two), ($"differ-{id}", One), ($"conflict-{id}", One), ($"adopt-{id}", One),
        })]);

        (result with { Differing = [] }).Should().Be(new ReconciliationResult
        {
            Freed = ["free-B", "free-a", "free-b"],
            Committed = ["commit-B", "commit-a", "commit-b"],
            Adopted = ["adopt-B", "adopt-a", "adopt-b"],
            Raised = ["raise-B", "raise-a", "raise-b"],
            Conflicting = ["conflict-B", "conflict-a", "conflict-b"],
        });
        result.Differing.Select(d => d.Id).Should().Equal("differ-B", "differ-a", "differ-b");
        AllocationsReconciled recorded = (await host.NewEventsAsync<AllocationsReconciled>()).Should().ContainSingle().Subject;
        recorded.Source.Should().Be(Node);
        recorded.Result.Should().Be(result);
        recorded.OccurredAt.Should().Be(Some.Time);
    }

    [Theory, EveryStore]
    public async Task Reconcile_that_changes_nothing_records_nothing(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "same", Node);
        await host.RunAsync(Two, "differing", Node);
        await host.RunAsync(One, "conflicting", OtherNode);
        IReadOnlyList<Allocation> before = await host.ListAsync();
        ReconciliationMark mark = await host.MarkAsync();

        (await host.ReconcileAsync(Node, null, ("same", One), ("differing", One), ("conflicting", One))).HasChanged.Should().BeFalse();

        (await host.NewEventsAsync<AllocationsReconciled>()).Should().BeEmpty();
        (await host.ListAsync()).Should().Equal(before);
        (await host.MarkAsync()).Should().Be(mark);
    }
}
