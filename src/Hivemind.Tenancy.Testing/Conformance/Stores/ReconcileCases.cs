namespace Hivemind.Tenancy.Testing;

/// <summary>Reconciling with what a source was seen to run.</summary>
internal sealed partial class ReconcileCases : StoreCases
{
    public async Task FreesWhatTheSourceNoLongerRuns()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("seen", Containers(1), source: "engine-1");
        await CommittedAsync("unseen", Containers(2), source: "engine-1");
        await HoldAsync("unseen-hold", Containers(3), source: "engine-1");
        await CommittedAsync("elsewhere", Containers(4), source: "engine-2");
        await CommittedAsync("nowhere", Gpus(1));

        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), Seen("seen", 1));
        Is(outcome.Result, freed: ["unseen"]);
        Expect.Sequence(["elsewhere", "nowhere", "seen", "unseen-hold"], (await AllocationsAsync()).Select(a => a.Id));
        Expect.Equal(8, await TotalAsync());
        Expect.Equal(1, (await UsageAsync())["gpu"].Total);
    }

    public async Task LeavesAloneWhatChangedSinceTheMark()
    {
        await AddAsync();
        await CommittedAsync("before", Containers(1), source: "engine-1");
        await CommittedAsync("resized", Containers(1), source: "engine-1");
        await CommittedAsync("seen", Containers(1), source: "engine-1");
        await HoldAsync("held", Containers(1), source: "engine-1");
        ReconciliationMark mark = await MarkAsync();
        await At().ResizeAsync(Acme, "resized", Containers(2), Cancellation);
        await At().CommitAsync(Acme, "held", null, Cancellation);
        await CommittedAsync("newer", Containers(1), source: "engine-1");
        await HoldAsync("newer-hold", Containers(1), source: "engine-1");
        IReadOnlyList<Allocation> before = [.. (await AllocationsAsync()).Where(a => a.Id != "before")];

        ReconciliationOutcome outcome = await ReconcileAsync(mark, Seen("newer", 5), Seen("newer-hold", 5), Seen("seen", 1));
        Is(outcome.Result, freed: ["before"]);
        Expect.Sequence(before, await AllocationsAsync(), "no clock tells before from after, and none is needed");
    }

    /// <summary>Something of the id ran before, and was taken for it: only the holder knows since when it is its own that runs.</summary>
    public async Task LeavesAloneWhatItsHolderCommitsAfterTheMark()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("again", Containers(1), source: "engine-1");
        Is((await ReconcileAsync(await MarkAsync(), Seen("again", 1))).Result, committed: ["again"]);
        await CommittedAsync("joined", Containers(1), source: "engine-1");
        AdmissionResult joined = await HoldAsync("joined", Containers(1));
        await At().ResizeAsync(Acme, "joined", Containers(2), Cancellation);
        ReconciliationMark mark = await MarkAsync();
        await At().CommitAsync(Acme, "again", hold.Admission, Cancellation);
        await At().CommitAsync(Acme, "joined", joined.Admission, Cancellation);

        Is((await ReconcileAsync(mark)).Result);
        Expect.Equal(3, await TotalAsync(), "both run, as their holders were told");
        Is((await ReconcileAsync(await MarkAsync())).Result, freed: ["again", "joined"]);
    }

    public async Task CommitsWhatIsHeldAndRuns()
    {
        await AddAsync();
        AdmissionResult own = await HoldAsync("own", Containers(1), source: "engine-1");
        await HoldAsync("unsaid", Containers(2));
        await HoldAsync("grown", Containers(3));

        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), Seen("own", 1), Seen("unsaid", 2), Seen("grown", 9));
        Is(outcome.Result, committed: ["grown", "own", "unsaid"], raised: ["grown"]);
        Allocation committed = await AllocationAsync("own", After(100));
        Expect.Equal((own.Admission, true), (committed.Admission, committed.IsCommitted), "it stays the same admission");
        Expect.Equal("engine-1", (await AllocationAsync("unsaid", After(100))).Source, "the source that runs it has it from now on");
        Expect.Equal(9, (await AllocationAsync("grown", After(100))).Amounts.Containers);
    }

    public async Task LeavesWhatAnotherSourceHolds()
    {
        await AddAsync();
        await HoldAsync("held", Containers(1), source: "engine-2");
        await CommittedAsync("committed", Containers(1), source: "engine-2");
        await CommittedAsync("case", Containers(1), source: "Engine-1");
        IReadOnlyList<Allocation> before = await AllocationsAsync();

        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), Seen("committed", 9), Seen("held", 9), Seen("case", 9));
        Is(outcome.Result, conflicting: ["case", "committed", "held"]);
        Expect.Sequence(before, await AllocationsAsync());
        Expect.Sequence([], outcome.Events, "what was left is no change");
    }

    public async Task RaisesAmountsEvenOverTheLimitAndNeverLowersThem()
    {
        await AddAsync(quotas: Limit(2));
        await CommittedAsync("more", Containers(1), source: "engine-1");
        ResourceAmounts both = new() { Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } };
        await CommittedAsync("less", both, source: "engine-1");
        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), Seen("more", 4), Seen("less", 1));

        Allocation less = await AllocationAsync("less");
        Expect.Sequence([new AllocationDifference("less", both, Containers(1), less.Change)], outcome.Result.Differing);
        Expect.Sequence(["more"], outcome.Result.Raised);
        Expect.Equal(5, await TotalAsync());
        Expect.Equal(1, (await UsageAsync())["gpu"].Total);
        Expect.True(await At().LowerAsync(Acme, "less", Containers(1), less.Change, Cancellation), "whoever scales to lower what the difference names");
        Expect.Equal(0, (await UsageAsync())["gpu"].Total);
    }

    public async Task LeavesReservedGrowthAlone()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(1), source: "engine-1");
        AdmissionResult growth = await At().GrowAsync(Acme, "a", Containers(5), Lease, Cancellation);
        ReconciliationMark mark = await MarkAsync();
        Is((await ReconcileAsync(mark)).Result);
        Is((await ReconcileAsync(mark, Seen("a", 1))).Result);
        Expect.Equal(5, await TotalAsync());
        Is((await ReconcileAsync(mark, Seen("a", 5))).Result, raised: ["a"]);
        Expect.Equal(5, await TotalAsync());
        await At().CommitAsync(Acme, "a", growth.Admission, Cancellation);
        Expect.Equal(Containers(5), (await AllocationAsync("a")).Amounts);
    }

    public async Task RecordsTheResultOnlyWhenSomethingChanged()
    {
        await AddAsync();
        await CommittedAsync("a", Containers(2), source: "engine-1");
        ReconciliationOutcome same = await ReconcileAsync(await MarkAsync(), Seen("a", 1));
        Expect.Sequence([], same.Events, "a difference that is only reported");
        Expect.Equal(1, (await LogAsync()).Count);

        ReconciliationOutcome differs = await ReconcileAsync(await MarkAsync(), After(2));
        Expect.Equal(1, differs.Events.Count);
        AllocationsReconciled recorded = (AllocationsReconciled)differs.Events[0];
        Expect.Equal(("engine-1", "root", After(2)), (recorded.Source, recorded.Actor, recorded.OccurredAt));
        Is(recorded.Result, freed: ["a"]);
        AllocationsReconciled read = (AllocationsReconciled)(await LogAsync())[^1];
        Is(read.Result, freed: ["a"]);
        Expect.Equal(recorded.Sequence, read.Sequence);
    }

    public async Task RefusesWhatCannotBeCounted()
    {
        await AddAsync();
        ResourceAmounts half = new() { MemoryBytes = (long.MaxValue / 2) + 1 };
        await CommittedAsync("a", half, source: "engine-1");
        await CommittedAsync("unseen", Containers(1), source: "engine-1");
        IReadOnlyList<Allocation> before = await AllocationsAsync();
        ReconciliationMark mark = await MarkAsync();
        await Expect.ThrowsAsync<ArgumentException>(async () => await ReconcileAsync(mark, new ObservedAllocation("a", half), new ObservedAllocation("b", half)));

        Expect.Sequence(before, await AllocationsAsync(), "a refusal leaves everything as it was");
        Expect.Equal(1, (await LogAsync()).Count);
        await ReconcileAsync(mark, new ObservedAllocation("a", new ResourceAmounts { MemoryBytes = long.MaxValue }));
        Expect.Equal<decimal>(long.MaxValue, (await UsageAsync())[ResourceNames.Memory].Used);
    }

    public async Task RefusesAMarkThatLiesAhead()
    {
        await AddAsync();
        await CommittedAsync("a", Containers(1), source: "engine-1");
        ReconciliationMark mark = await MarkAsync();
        await Expect.ThrowsAsync<ArgumentException>(async () => await ReconcileAsync(mark with { Change = mark.Change + 1 }));
        Expect.Equal(1, await TotalAsync());
    }

    public async Task OnlyFreesForATerminatingTenant()
    {
        Tenant tenant = await AddAsync();
        await CommittedAsync("a", Containers(1), source: "engine-1");
        await CommittedAsync("b", Containers(1), source: "engine-1");
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        Is((await ReconcileAsync(await MarkAsync(), Seen("a", 1), Seen("b", 1), Seen("stray-1", 1))).Result, adopted: ["stray-1"]);
        tenant = await SetStatusAsync(tenant, TenantStatus.Pending);
        Is((await ReconcileAsync(await MarkAsync(), Seen("a", 2), Seen("b", 1), Seen("stray-1", 1), Seen("stray-2", 1))).Result, committed: ["stray-1"], adopted: ["stray-2"], raised: ["a"]);

        await SetStatusAsync(tenant, TenantStatus.Terminating);
        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), Seen("a", 9), Seen("new", 1));
        Is(outcome.Result, freed: ["b", "stray-1", "stray-2"], orphaned: ["a", "new"]);
        Expect.Equal(2, await TotalAsync());
    }

    public async Task OrphansWhatRunsForATenantThatIsGone()
    {
        ReconciliationMark never = new(Acme, TenantUid.NewUid(), 0);
        Is((await ReconcileAsync(never, Seen("a", 1))).Result, orphaned: ["a"]);
        Tenant former = await AddAsync();
        await CommittedAsync("a", Containers(1), source: "engine-1");
        ReconciliationMark mark = await MarkAsync();
        await MakeAgainAsync(former);
        await CommittedAsync("a", Containers(2), source: "engine-1");
        await HoldAsync("b", Containers(2), source: "engine-1");
        IReadOnlyList<Allocation> before = await AllocationsAsync();

        Is((await ReconcileAsync(mark, Seen("b", 1), Seen("c", 1))).Result, orphaned: ["b", "c"]);
        Expect.Sequence(before, await AllocationsAsync(), "the tenant made again is another");
    }

    public async Task MarksOfManyTenantsAreReadAtOnce()
    {
        Tenant acme = await AddAsync();
        Tenant umbrella = await AddAsync("umbrella");
        await HoldAsync("a", Containers(1));
        IReadOnlyList<ReconciliationMark> marks = await Second.ReadMarksAsync(
            [umbrella.Id, acme, Id("nobody"), new TenantReference(umbrella.Id, TenantUid.NewUid())], Cancellation);
        Expect.Sequence([new ReconciliationMark(umbrella.Id, umbrella.Uid, 0), new ReconciliationMark(Acme, acme.Uid, 1)], marks);
    }

    public async Task RaisesTheMarkAtEveryChange()
    {
        await AddAsync();
        long last = 0;
        await Moves("admit", () => HoldAsync("a", Containers(1)));
        await Moves("join", () => HoldAsync("a", Containers(1)));
        await Moves("commit", async () => await At().CommitAsync(Acme, "a", null, Cancellation));
        await Moves("grow", async () => await At().GrowAsync(Acme, "a", Containers(3), Lease, Cancellation));
        await Moves("commit of growth", async () => await At().CommitAsync(Acme, "a", null, Cancellation));
        await Moves("shrink", async () => await At().ResizeAsync(Acme, "a", Containers(2), Cancellation));
        Allocation shrunk = await AllocationAsync("a");
        await Moves("lower", async () => await At().LowerAsync(Acme, "a", Containers(1), shrunk.Change, Cancellation));
        await Moves("adopt", async () => await ReconcileAsync(await MarkAsync(), Seen("stray", 1)));

        async Task Moves(string what, Func<Task> change)
        {
            await change();
            long now = (await MarkAsync()).Change;
            Expect.True(now > last, $"{what} to raise the number of changes");
            last = now;
        }
    }

    public async Task TakesThousandsAtOnce()
    {
        await AddAsync();
        for (int i = 0; i < 20; i++)
        {
            await CommittedAsync($"old-{i:D2}", Containers(1), source: "engine-1");
        }

        ObservedAllocation[] seen = [.. Enumerable.Range(0, 2_500).Select(i => Seen($"new-{i:D4}", 1))];
        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(), seen);
        Expect.Sequence(seen.Select(s => s.Id), outcome.Result.Adopted);
        Expect.Equal(20, outcome.Result.Freed.Count);
        Expect.Equal(2_500, await TotalAsync());
        Expect.Equal(2_500, (await LogAsync()).OfType<AllocationsReconciled>().Sum(e => e.Result.Adopted.Count));

        outcome = await ReconcileAsync(await MarkAsync(), [.. seen.Where((_, i) => i % 2 == 0)]);
        Expect.Equal((1_250, 1_250), (outcome.Result.Committed.Count, outcome.Result.Freed.Count));
        Expect.Sequence([], await Store.RecomputeAsync(Acme, Cancellation));
    }

    private static ObservedAllocation Seen(string id, long containers) => new(id, Containers(containers));

    private static void Is(
        ReconciliationResult result,
        string[]? freed = null,
        string[]? committed = null,
        string[]? adopted = null,
        string[]? raised = null,
        string[]? conflicting = null,
        string[]? orphaned = null)
    {
        Expect.Sequence(freed ?? [], result.Freed);
        Expect.Sequence(committed ?? [], result.Committed);
        Expect.Sequence(adopted ?? [], result.Adopted);
        Expect.Sequence(raised ?? [], result.Raised);
        Expect.Sequence(conflicting ?? [], result.Conflicting);
        Expect.Sequence(orphaned ?? [], result.Orphaned);
    }

    private Task<ReconciliationOutcome> ReconcileAsync(ReconciliationMark mark, params ObservedAllocation[] seen) => ReconcileAsync(mark, Now, seen);

    /// <summary>Reconciles an observation of engine-1 at a time of the store.</summary>
    private async Task<ReconciliationOutcome> ReconcileAsync(ReconciliationMark mark, DateTimeOffset at, params ObservedAllocation[] seen) =>
        await SecondAt(at).ReconcileAsync(
            new AllocationObservation("engine-1", mark, seen), Reconciled("engine-1", at) with { Actor = "root" }, Cancellation);
}
