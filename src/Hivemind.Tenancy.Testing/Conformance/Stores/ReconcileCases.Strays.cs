namespace Hivemind.Tenancy.Testing;

/// <content>What runs and holds nothing: it is held for a while, until somebody has a say.</content>
internal sealed partial class ReconcileCases
{
    public async Task HoldsAStrayForFiveMinutesEvenOverTheLimit()
    {
        await AddAsync(quotas: Limit(1));
        await HoldAsync("ended", Containers(1));
        ReconciliationOutcome outcome = await ReconcileAsync(await MarkAsync(After(60)), After(60), Seen("stray-2", 5), Seen("ended", 1), Seen("stray-1", 7));

        Is(outcome.Result, adopted: ["ended", "stray-1", "stray-2"]);
        Allocation stray = await AllocationAsync("stray-1", After(60));
        Expect.Equal(
            new Allocation(Acme, UidOf("acme"), "stray-1", Containers(7), "engine-1")
            {
                ExpiresAt = After(60 + 300),
                CreatedAt = After(60),
                Admission = stray.Admission,
                Change = stray.Admission,
                IsAdopted = true,
            },
            stray);
        Expect.Equal(12, (await UsageAsync(After(60)))[ResourceNames.Containers].Over);
        await RefusedAsync("more", Containers(1), After(60));
        Expect.Sequence([], await AllocationsAsync(After(360)), "an adoption that nothing confirms ends");
    }

    public async Task KeepsTheNamespaceThatAStrayStandsIn()
    {
        await AddAsync(NewTenant() with { Namespaces = ["web"] });
        await ReconcileAsync(await MarkAsync(), Seen("stray", 1) with { Namespace = "web" }, Seen("without", 1));
        Expect.Equal<string?>("web", (await AllocationAsync("stray")).Namespace);
        Expect.Null((await AllocationAsync("without")).Namespace);
        Is((await ReconcileAsync(await MarkAsync(), Seen("stray", 1) with { Namespace = "web" })).Result, freed: ["without"], committed: ["stray"]);
        Allocation committed = await AllocationAsync("stray");
        Expect.Equal((true, "web"), (committed.IsCommitted, committed.Namespace));

        AdmissionResult joined = await At().AdmitAsync(Request("stray", Containers(1), source: "engine-1") with { Namespace = "web" }, Cancellation);
        Expect.True(joined.Decision.IsAdmitted, "who reserves it in its namespace joins it");
    }

    public async Task HoldsAStrayForTwiceTheIntervalWhereThatIsLonger()
    {
        await AddAsync();
        AllocationObservation observation = new("engine-1", await MarkAsync(), [Seen("stray", 1)]) { Interval = TimeSpan.FromMinutes(10) };
        await At().ReconcileAsync(observation, Reconciled("engine-1"), Cancellation);
        Expect.Equal<DateTimeOffset?>(After(1200), (await AllocationAsync("stray")).ExpiresAt);
    }

    public async Task CommitsOrFreesAnAdoptionByALaterObservation()
    {
        await AddAsync(quotas: Limit(1));
        ReconciliationMark early = await MarkAsync();
        Is((await ReconcileAsync(early, Seen("gone", 1), Seen("runs", 2))).Result, adopted: ["gone", "runs"]);
        Is((await ReconcileAsync(early, Seen("runs", 2))).Result);
        Is((await ReconcileAsync(await MarkAsync(), Seen("runs", 2))).Result, freed: ["gone"], committed: ["runs"]);
        Allocation committed = await AllocationAsync("runs", After(1_000_000));
        Expect.Equal((true, false), (committed.IsCommitted, committed.IsAdopted));
    }

    public async Task GivesAnAdoptedIdToWhoReservesIt()
    {
        await AddAsync(quotas: Limit(10));
        await ReconcileAsync(await MarkAsync(), Seen("a", 8));
        await RefusedAsync("a", Containers(11));
        Expect.Equal((8m, true), (await TotalAsync(), (await AllocationAsync("a")).IsAdopted), "a refusal leaves the adoption");
        AdmissionResult hold = await HoldAsync("a", Containers(10), source: "engine-1");
        Allocation held = await AllocationAsync("a");
        Expect.Equal((hold.Admission, false, After(30)), (held.Admission, held.IsAdopted, held.ExpiresAt!.Value), "a new admission in its place");
        Expect.Equal(10, await TotalAsync());
    }
}
