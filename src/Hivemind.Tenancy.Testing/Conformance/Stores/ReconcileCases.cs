namespace Hivemind.Tenancy.Testing;

/// <summary>Reconciling with what a source was seen to run.</summary>
internal sealed class ReconcileCases : StoreCases
{
    public async Task FreesWhatTheSourceNoLongerRuns()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("seen", Containers(1), source: "engine-1");
        await CommittedAsync("unseen", Containers(2), source: "engine-1");
        await HoldAsync("unseen-hold", Containers(3), source: "engine-1");
        await CommittedAsync("elsewhere", Containers(4), source: "engine-2");
        await CommittedAsync("nowhere", ResourceAmounts.None);

        ReconciliationOutcome outcome = await ReconcileAsync(After(1), Seen("seen", 1));
        Is(outcome.Result, freed: ["unseen"]);
        Expect.Sequence(["elsewhere", "nowhere", "seen", "unseen-hold"], (await AllocationsAsync()).Select(a => a.Id));
        Expect.Equal(8, await TotalAsync());
    }

    public async Task LeavesAloneWhatBecameSinceTheObservationBegan()
    {
        await AddAsync();
        await CommittedAsync("before", Containers(1), Now, source: "engine-1");
        await CommittedAsync("at", Containers(1), After(10), source: "engine-1");
        await CommittedAsync("resized", Containers(1), Now, source: "engine-1");
        await Store.ResizeAsync(Acme, "resized", Containers(2), After(10), Cancellation);
        await CommittedAsync("corrected", Containers(1), After(10) - Instant, source: "engine-1");
        await CommittedAsync("newer", Containers(1), After(10), source: "engine-1");

        ReconciliationOutcome outcome = await ReconcileAsync(After(10), Seen("corrected", 5), Seen("newer", 5));
        Is(outcome.Result, freed: ["before"], corrected: ["corrected"]);
        Expect.Equal(1, (await AllocationAsync("newer")).Amounts.Containers);
        Expect.Equal(5, (await AllocationAsync("corrected")).Amounts.Containers);
        Expect.Sequence(["at", "corrected", "newer", "resized"], (await AllocationsAsync()).Select(a => a.Id));
    }

    public async Task CommitsWhatIsHeldAndSeen()
    {
        await AddAsync();
        AdmissionResult own = await HoldAsync("own", Containers(1), source: "engine-1");
        await HoldAsync("unsaid", Containers(2));
        await HoldAsync("grown", Containers(3));

        ReconciliationOutcome outcome = await ReconcileAsync(After(5), Seen("own", 1), Seen("unsaid", 2), Seen("grown", 9));
        Is(outcome.Result, committed: ["grown", "own", "unsaid"], corrected: ["grown"]);
        Expect.Equal(new Allocation(Acme, "own", Containers(1), "engine-1", null, Now, After(5), own.Token), await AllocationAsync("own", After(100)));
        Expect.Equal("engine-1", (await AllocationAsync("unsaid", After(100))).Source, "the source that runs it has it from now on");
        Expect.Equal(9, (await AllocationAsync("grown", After(100))).Amounts.Containers);
    }

    public async Task CommitsAFreshHoldWithoutCorrectingIt()
    {
        await AddAsync();
        await HoldAsync("fresh", Containers(1), After(5), source: "engine-1");
        ReconciliationOutcome outcome = await ReconcileAsync(After(5), Seen("fresh", 2));
        Is(outcome.Result, committed: ["fresh"]);
        Expect.Equal(1, (await AllocationAsync("fresh", After(100))).Amounts.Containers);
    }

    public async Task AdoptsStraysEvenOverTheLimit()
    {
        await AddAsync(quotas: Limit(1));
        await HoldAsync("ended", Containers(1));
        ReconciliationOutcome outcome = await ReconcileAsync(After(60), Seen("stray-2", 5), Seen("ended", 1), Seen("stray-1", 7));

        Is(outcome.Result, adopted: ["ended", "stray-1", "stray-2"]);
        Allocation stray = await AllocationAsync("stray-1", After(60));
        Expect.Equal(new Allocation(Acme, "stray-1", Containers(7), "engine-1", null, After(60), After(60), stray.Token), stray);
        Expect.Equal(3, (await AllocationsAsync(After(60))).Select(a => a.Token).Distinct().Count());
        Expect.Equal(12, (await UsageAsync(After(60)))[ResourceNames.Containers].Over);
        await RefusedAsync("more", Containers(1), After(60));
    }

    public async Task LeavesWhatAnotherSourceHolds()
    {
        await AddAsync();
        await HoldAsync("held", Containers(1), source: "engine-2");
        await CommittedAsync("committed", Containers(1), source: "engine-2");
        await CommittedAsync("case", Containers(1), source: "Engine-1");
        IReadOnlyList<Allocation> before = await AllocationsAsync();

        ReconciliationOutcome outcome = await ReconcileAsync(After(5), Seen("committed", 9), Seen("held", 9), Seen("case", 9));
        Is(outcome.Result, conflicting: ["case", "committed", "held"]);
        Expect.Sequence(before, await AllocationsAsync());
    }

    public async Task CorrectsAmountsEvenOverTheLimit()
    {
        await AddAsync(quotas: Limit(2));
        await CommittedAsync("more", Containers(1), source: "engine-1");
        await CommittedAsync("less", new ResourceAmounts { Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } }, source: "engine-1");
        ReconciliationOutcome outcome = await ReconcileAsync(After(1), Seen("more", 4), Seen("less", 0));

        Is(outcome.Result, corrected: ["less", "more"]);
        Expect.Equal(4, await TotalAsync());
        Expect.Equal(0, (await UsageAsync())["gpu"].Total);
        Expect.Equal(After(1), (await AllocationAsync("more")).ChangedAt);
    }

    public async Task RecordsTheResultOnlyWhenSomethingDiffered()
    {
        await AddAsync();
        await CommittedAsync("a", Containers(1), source: "engine-1");
        ReconciliationOutcome same = await ReconcileAsync(After(1), Seen("a", 1));
        Is(same.Result);
        Expect.Sequence([], same.Events);
        Expect.Equal(1, (await LogAsync()).Count);

        ReconciliationOutcome differs = await ReconcileAsync(After(2));
        Expect.Equal(1, differs.Events.Count);
        AllocationsReconciled recorded = (AllocationsReconciled)differs.Events[0];
        Expect.Equal("engine-1", recorded.Source);
        Expect.Equal("root", recorded.Actor);
        Is(recorded.Result, freed: ["a"]);
        AllocationsReconciled read = (AllocationsReconciled)(await Second.ReadEventsAsync(new EventQuery { Limit = 10 }, Cancellation)).Events[^1];
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
        await Expect.ThrowsAsync<ArgumentException>(async () => await ReconcileAsync(After(1), new ObservedAllocation("a", half), new ObservedAllocation("b", half)));

        Expect.Sequence(before, await AllocationsAsync(), "a refusal leaves everything as it was");
        Expect.Equal(1, (await LogAsync()).Count);
        await ReconcileAsync(After(1), new ObservedAllocation("a", new ResourceAmounts { MemoryBytes = long.MaxValue }));
        Expect.Equal<decimal>(long.MaxValue, (await UsageAsync())[ResourceNames.Memory].Used);
    }

    public async Task NeedsNoMoreThanATenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await ReconcileAsync(Now, Seen("a", 1)));
        Tenant tenant = await AddAsync();
        await SetStatusAsync(tenant, TenantStatus.Suspended);
        Is((await ReconcileAsync(After(1), Seen("a", 1))).Result, adopted: ["a"]);
    }

    public async Task TakesThousandsAtOnce()
    {
        await AddAsync();
        for (int i = 0; i < 20; i++)
        {
            await CommittedAsync($"old-{i:D2}", Containers(1), source: "engine-1");
        }

        ObservedAllocation[] seen = [.. Enumerable.Range(0, 2_500).Select(i => Seen($"new-{i:D4}", 1))];
        ReconciliationOutcome outcome = await ReconcileAsync(After(1), seen);
        Expect.Sequence(seen.Select(s => s.Id), outcome.Result.Adopted);
        Expect.Equal(20, outcome.Result.Freed.Count);
        Expect.Equal(2_500, await TotalAsync(After(1)));
        Expect.Equal(2_500, ((AllocationsReconciled)(await LogAsync())[^1]).Result.Adopted.Count);
    }

    private static ObservedAllocation Seen(string id, long containers) => new(id, Containers(containers));

    private static void Is(
        ReconciliationResult result, string[]? freed = null, string[]? committed = null, string[]? adopted = null, string[]? corrected = null, string[]? conflicting = null)
    {
        Expect.Sequence(freed ?? [], result.Freed);
        Expect.Sequence(committed ?? [], result.Committed);
        Expect.Sequence(adopted ?? [], result.Adopted);
        Expect.Sequence(corrected ?? [], result.Corrected);
        Expect.Sequence(conflicting ?? [], result.Conflicting);
    }

    /// <summary>Reconciles an observation of engine-1 that began, and is reported, at one moment.</summary>
    private async Task<ReconciliationOutcome> ReconcileAsync(DateTimeOffset at, params ObservedAllocation[] seen) => await Second.ReconcileAsync(
        Acme, new AllocationObservation("engine-1", at, seen), Reconciled("engine-1", at) with { Actor = "root" }, at, Cancellation);
}
