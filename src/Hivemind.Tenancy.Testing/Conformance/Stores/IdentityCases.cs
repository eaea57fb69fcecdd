namespace Hivemind.Tenancy.Testing;

/// <summary>A tenant that was deleted and made again under its id between any look and any act over what it holds.</summary>
internal sealed class IdentityCases : StoreCases
{
    public async Task NoVerbReachesTheTenantMadeAgain()
    {
        Tenant former = await AddAsync();
        AdmissionResult admission = await CommittedAsync("a", Containers(1), source: "engine-1");
        Allocation known = await AllocationAsync("a");
        Tenant current = await MakeAgainAsync(former);

        // The same ids and the same numbers in both: only the uid tells them apart.
        AdmissionResult again = await CommittedAsync("a", Containers(1), source: "engine-1");
        AdmissionResult hold = await HoldAsync("b", Containers(1));
        Expect.Equal((admission.Admission, current.Uid), (again.Admission, again.TenantUid));
        IReadOnlyList<Allocation> before = await AllocationsAsync();
        int events = (await LogAsync()).Count;
        Expect.Equal(known.Change, before[0].Change, "the tenant made again counts from the beginning");

        ResourceAmounts two = Containers(2);
        QuotaGrace grace = new(two, After(60));
        (string Name, Func<Task> Call)[] verbs =
        [
            ("admit", async () => await At().AdmitAsync(Request("c", two, uid: former.Uid), Cancellation)),
            ("join", async () => await At().AdmitAsync(Request("b", Containers(1), uid: former.Uid), Cancellation)),
            ("check", async () => await At().CheckAsync(former, two, Cancellation)),
            ("grow", async () => await At().GrowAsync(former, "a", two, Lease, Cancellation)),
            ("resize", async () => await At().ResizeAsync(former, "a", two, Cancellation)),
            ("lower", async () => await At().LowerAsync(former, "a", Containers(1), known.Change, Cancellation)),
            ("commit by id", async () => await At().CommitAsync(former, "b", null, Cancellation)),
            ("commit by number", async () => await At().CommitAsync(former, "b", hold.Admission, Cancellation)),
            ("renew", async () => await At().RenewAsync(former, "b", null, TimeSpan.FromHours(1), Cancellation)),
            ("usage", async () => await At().GetUsageAsync(former, Cancellation)),
            ("list", async () => await At().ListAllocationsAsync(former, new AllocationQuery(), Cancellation)),
            ("grace", async () => await At().SetGraceAsync(former, grace, expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme, Grace = grace }, Cancellation)),
            ("report", async () => await At().ReportAsync(former, Reported(), Cancellation)),
            ("recompute", async () => await At().RecomputeAsync(former, Cancellation)),
            ("update", async () => await At().UpdateAsync(former with { Description = "changed", Version = current.Version + 1 }, current.Version, onlyIfIdle: false, Updated(former, former), Cancellation)),
            ("remove", async () => await At().RemoveAsync(former, current.Version, Deleted(former), Cancellation)),
        ];
        foreach ((string name, Func<Task> call) in verbs)
        {
            await Expect.ThrowsAsync<TenantNotFoundException>(call, "the uid is another", name);
        }

        foreach (long? number in new long?[] { null, admission.Admission })
        {
            Expect.True(!await At().ReleaseAsync(former, "a", number, onlyHeld: false, Cancellation), "a release of the former tenant's to free nothing");
            Expect.True(!await At().ReleaseAsync(former, "b", number, onlyHeld: true, Cancellation), "a release of the former tenant's to free nothing");
        }

        Expect.Equal(events, (await LogAsync()).Count, "nothing is recorded of what did not happen");
        Expect.Sequence([], await Store.ReadMarksAsync([former], Cancellation));
        Expect.Sequence(before, await AllocationsAsync());
        Expect.Null((await UsageAsync()).Grace);
    }

    public async Task WhoNamesNoUidMeansWhoeverHoldsTheId()
    {
        Tenant former = await AddAsync();
        await CommittedAsync("a", Containers(1));
        Tenant current = await MakeAgainAsync(former);
        AdmissionResult hold = await HoldAsync("a", Containers(2));
        Expect.Equal(current.Uid, hold.TenantUid);
        Expect.Equal((current.Uid, 2m), ((await UsageAsync()).TenantUid, await TotalAsync()));
        Expect.Equal(TenantStatus.Active, await At().CommitAsync(Acme, "a", null, Cancellation));
        Expect.True(await At().ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation), "it to be released");
    }

    public async Task TheTenantMadeAgainHoldsNothingOfTheFormer()
    {
        Tenant former = await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(9));
        await At().SetGraceAsync(former, new QuotaGrace(Containers(50), After(3600)), expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme }, Cancellation);
        await MakeAgainAsync(former);
        Expect.Equal((0m, 0, 0), (await TotalAsync(), (await UsageAsync()).Held, (await UsageAsync()).Committed));
        Expect.Equal<decimal?>(10, (await UsageAsync())[ResourceNames.Containers].Limit, "the former tenant's grace is gone");
        Expect.Sequence(["QuotaThresholdCrossed"], (await HoldAsync("b", Containers(8))).Events.Select(e => e.GetType().Name), "so are its thresholds");
        await RefusedAsync("c", Containers(3));
    }
}
