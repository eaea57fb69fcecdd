namespace Hivemind.Tenancy.Testing;

/// <summary>Usage records: closed in the steps that change what is held, read as sums and in order.</summary>
internal sealed class MeteringCases : StoreCases
{
    private static TenantReference AcmeNow => new(Acme, UidOf("acme"));

    public async Task ClosesARecordAtEachChange()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("web", Containers(1), source: "engine-1");
        await At(After(10)).CommitAsync(Acme, "web", hold.Admission, Cancellation);
        AdmissionResult growth = await At(After(20)).GrowAsync(Acme, "web", Containers(4), TimeSpan.FromMinutes(10), Cancellation);
        await At(After(30)).CommitAsync(Acme, "web", growth.Admission, Cancellation);
        await At(After(40)).ResizeAsync(Acme, "web", Containers(2), Cancellation);
        await At(After(50)).ReleaseAsync(Acme, "web", null, onlyHeld: false, Cancellation);

        Expect.Sequence(
            [Held(0, 10, 1, isCommitted: false), Held(10, 20, 1), Held(20, 30, 4), Held(30, 40, 4), Held(40, 50, 2)],
            await RecordsAsync(After(60)));
        UsageRecord first = (await AllAsync(AcmeNow, Now, After(60))).OrderBy(r => r.From).First();
        Expect.Equal((Acme, UidOf("acme"), "web", "engine-1", (string?)null), (first.TenantId, first.TenantUid, first.AllocationId, first.Source, first.Namespace));
    }

    public async Task KeepsNamespaceAndLabels()
    {
        await AddAsync(NewTenant() with { Namespaces = ["shop"] });
        await Store.AdmitAsync(Request("web", Containers(1)) with { Namespace = "shop", Labels = new Dictionary<string, string> { ["team"] = "x" } }, Cancellation);
        await At(After(10)).ReleaseAsync(Acme, "web", null, onlyHeld: false, Cancellation);

        UsageRecord record = (await AllAsync(AcmeNow, Now, After(60))).Single();
        Expect.Equal(("shop", "x"), (record.Namespace, record.Labels["team"]));
    }

    public async Task CountsWhatIsStillHeldUpToNow()
    {
        await AddAsync();
        await CommittedAsync("web", Containers(3));

        Expect.Sequence([Held(0, 25, 3)], await RecordsAsync(After(25)));
        Expect.Sequence([Held(0, 40, 3)], await RecordsAsync(After(40)), "looking closes nothing");
    }

    public async Task ChargesAnEndedLeaseToItsEnd()
    {
        await AddAsync();
        await HoldAsync("unnoticed", Containers(1), lease: TimeSpan.FromSeconds(30));
        Expect.Sequence([Held(0, 30, 1, isCommitted: false)], await RecordsAsync(After(100)), "nobody has noticed");

        await HoldAsync("other", Containers(2), After(100), lease: TimeSpan.FromSeconds(30));
        Expect.Sequence([Held(0, 30, 1, isCommitted: false)], (await RecordsAsync(After(110))).Where(r => r.Containers == 1), "the other has swept it");
    }

    public async Task ChargesGrowthThatEndedToItsEnd()
    {
        await AddAsync();
        await CommittedAsync("web", Containers(1));
        await At(After(10)).GrowAsync(Acme, "web", Containers(5), TimeSpan.FromSeconds(30), Cancellation);
        Piece[] expected = [Held(0, 10, 1), Held(10, 40, 5), Held(40, 90, 1)];
        Expect.Sequence(expected, await RecordsAsync(After(90)));

        await At(After(90)).ReleaseAsync(Acme, "web", null, onlyHeld: false, Cancellation);
        Expect.Sequence(expected, await RecordsAsync(After(100)));
    }

    public async Task RenewingAndLookingCloseNothing()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("web", Containers(1));
        await At(After(10)).RenewAsync(Acme, "web", hold.Admission, TimeSpan.FromMinutes(10), Cancellation);
        await UsageAsync(After(20));
        await RefusedOrJoinedAsync(After(30));

        Expect.Sequence([Held(0, 60, 1, isCommitted: false)], await RecordsAsync(After(60)));
    }

    public async Task MetersWhatAnObservationChanges()
    {
        await AddAsync();
        await CommittedAsync("gone", Containers(1), source: "engine-1");
        await CommittedAsync("more", Containers(2), source: "engine-1");
        ReconciliationMark mark = await MarkAsync(After(10));
        await At(After(10)).ReconcileAsync(
            new AllocationObservation("engine-1", mark, [new("more", Containers(4)), new("stray", Containers(8))]), Reconciled("engine-1"), Cancellation);

        Expect.Sequence(
            [Held(0, 10, 1), Held(0, 10, 2), Held(10, 20, 4), Held(10, 20, 8, isCommitted: false)], await RecordsAsync(After(20)));
    }

    public async Task WhatGoesWithItsTenantIsChargedAndStaysReadable()
    {
        Tenant tenant = await AddAsync();
        await CommittedAsync("web", Containers(1));
        Tenant last = await ChangeAsync(tenant, t => t with { Status = TenantStatus.Terminating }, After(10));
        await At(After(20)).RemoveAsync(last, last.Version, Deleted(last, After(20)), Cancellation);
        Tenant again = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid(), CreatedAt = After(30) });
        await CommittedAsync("web", Containers(7), After(30));

        Expect.Sequence([Held(0, 20, 1)], await RecordsAsync(After(40)), "the former's");
        Expect.Sequence([Held(30, 40, 7)], await RecordsAsync(After(40), again), "the one that holds the id now");
        Expect.Sequence([Held(0, 20, 1), Held(30, 40, 7)], Pieces(await AllAsync(null, Now, After(40))), "all tenants together");
    }

    public async Task CutsAtTheEndOfAUtcMonth()
    {
        await AddAsync();
        await CommittedAsync("web", Containers(1));
        DateTimeOffset end = new(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);
        await At(end).ReleaseAsync(Acme, "web", null, onlyHeld: false, Cancellation);

        DateTimeOffset[] months = [Month(2), Month(3), Month(4)];
        Expect.Sequence(
            [(Now, months[0]), (months[0], months[1]), (months[1], months[2]), (months[2], end)],
            (await AllAsync(AcmeNow, Now, end)).OrderBy(r => r.From).Select(r => (r.From, r.To)));
        Expect.Sequence(
            [(months[0], months[1])], (await AllAsync(AcmeNow, months[0], months[1])).Select(r => (r.From, r.To)), "a month is what lies in it");
        Expect.Sequence(
            [(months[0], months[1]), (months[1], months[2])],
            (await AllAsync(AcmeNow, months[0].AddDays(5), months[1].AddTicks(10))).OrderBy(r => r.From).Select(r => (r.From, r.To)),
            "what reaches into a span is there whole");

        static DateTimeOffset Month(int month) => new(2026, month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    public async Task AClockThatIsSetBackChargesNothingTwice()
    {
        await AddAsync();
        await CommittedAsync("web", Containers(1), After(100));
        await At(After(200)).ResizeAsync(Acme, "web", Containers(2), Cancellation);
        await At(After(50)).ResizeAsync(Acme, "web", Containers(3), Cancellation);
        await At(After(150)).ResizeAsync(Acme, "web", Containers(4), Cancellation);
        await At(After(230)).ReleaseAsync(Acme, "web", null, onlyHeld: false, Cancellation);

        Expect.Sequence([Held(100, 200, 1), Held(200, 230, 4)], await RecordsAsync(After(300)));
    }

    public async Task RefusalsAreMeteredAsNothing()
    {
        await AddAsync(quotas: Limit(1));
        await CommittedAsync("web", Containers(1), source: "engine-1");
        await RefusedAsync("more", Containers(1), After(10));
        Expect.True(!(await At(After(20)).ResizeAsync(Acme, "web", Containers(2), Cancellation)).Decision.IsAdmitted, "a refusal");

        Expect.Sequence([Held(0, 30, 1)], await RecordsAsync(After(30)));
    }

    public async Task ReadsRecordsInOrderFromAnyHost()
    {
        await AddAsync();
        for (int i = 0; i < 5; i++)
        {
            await CommittedAsync($"web-{i}", Containers(i + 1), After(i));
            await (i % 2 == 0 ? At(After(i + 10)) : SecondAt(After(i + 10))).ReleaseAsync(Acme, $"web-{i}", null, onlyHeld: false, Cancellation);
        }

        UsageRecordPage first = await Store.ReadUsageAsync(0, 2, Cancellation);
        UsageRecordPage rest = await Second.ReadUsageAsync(first.Next, 100, Cancellation);
        UsageRecordPage none = await Store.ReadUsageAsync(rest.Next, 100, Cancellation);

        Expect.Sequence([1L, 2, 3, 4, 5], first.Records.Concat(rest.Records).Select(r => r.Amounts.Containers));
        Expect.Equal((false, false, 0, rest.Next), (first.IsTrimmed, rest.IsTrimmed, none.Records.Count, none.Next));
        Expect.Sequence(first.Records.Concat(rest.Records).Select(r => r.Sequence).Order().Distinct(), first.Records.Concat(rest.Records).Select(r => r.Sequence));
    }

    public async Task NoReaderMissesARecordAmongWriters()
    {
        const int writers = 6;
        const int each = 20;
        foreach (int writer in Enumerable.Range(0, writers))
        {
            await AddAsync($"writer-{writer}");
        }

        At(After(1));
        Task writing = AtOnceAsync(writers, async writer =>
        {
            for (int i = 0; i < each; i++)
            {
                ITenantStore store = i % 2 == 0 ? Store : Second;
                TenantId tenant = Id($"writer-{writer}");
                AdmissionResult hold = await store.AdmitAsync(new AdmissionRequest(tenant, $"{i}", Containers(1), "", Lease), Cancellation);
                Harness.Clock.Advance(Instant);
                await store.ReleaseAsync(tenant, $"{i}", hold.Admission, onlyHeld: false, Cancellation);
            }
        });
        List<UsageRecord> read = [];
        for (bool isLast = false; read.Count <= writers * each;)
        {
            UsageRecordPage page = await Second.ReadUsageAsync(read.Count == 0 ? 0 : read[^1].Sequence, 7, Cancellation);
            read.AddRange(page.Records);
            if (page.Records.Count == 0 && isLast)
            {
                break;
            }

            isLast = page.Records.Count == 0 && writing.IsCompleted;
        }

        await writing;
        Expect.Equal(writers * each, read.Select(r => (r.TenantId, r.AllocationId)).Distinct().Count());
        Expect.Equal(writers * each, read.Count, "none twice");
    }

    public async Task TrimsWhatEndedLongAgo()
    {
        await AddAsync();
        for (int i = 0; i < 4; i++)
        {
            await CommittedAsync($"web-{i}", Containers(i + 1), After(i * 3600));
            await At(After((i * 3600) + 60)).ReleaseAsync(Acme, $"web-{i}", null, onlyHeld: false, Cancellation);
        }

        long second = (await Store.ReadUsageAsync(0, 2, Cancellation)).Next;
        Expect.Equal(3, await At(After((2 * 3600) + 60 + 7200)).TrimUsageAsync(TimeSpan.FromHours(2), Cancellation), "what ended two hours ago or longer");
        Expect.Equal(0, await Store.TrimUsageAsync(TimeSpan.FromHours(2), Cancellation));

        UsageRecordPage page = await Second.ReadUsageAsync(second, 100, Cancellation);
        Expect.Equal((true, 4L), (page.IsTrimmed, page.Records.Single().Amounts.Containers), "the third is gone, and that is said");
        Expect.True(!(await Store.ReadUsageAsync(page.Next, 100, Cancellation)).IsTrimmed, "to read on from what is kept");
        Expect.Equal(4, (await AllAsync(AcmeNow, Now, After(36_000))).Single().Amounts.Containers);

        Expect.Equal(1, await At(After(36_000)).TrimUsageAsync(TimeSpan.FromHours(2), Cancellation), "the last");
        await CommittedAsync("web-4", Containers(5), After(36_000));
        await At(After(36_060)).ReleaseAsync(Acme, "web-4", null, onlyHeld: false, Cancellation);
        Expect.Equal(5, (await AllAsync(AcmeNow, Now, After(40_000))).Single().Amounts.Containers, "what comes after is counted");
    }

    private static Piece Held(double from, double to, long containers, bool isCommitted = true) => new(After(from), After(to), containers, isCommitted);

    private static IReadOnlyList<Piece> Pieces(IEnumerable<UsageRecord> records) =>
    [
        .. records.Select(r => new Piece(r.From, r.To, r.Amounts.Containers, r.IsCommitted)).OrderBy(p => p.From).ThenBy(p => p.To).ThenBy(p => p.Containers),
    ];

    private async Task<IReadOnlyList<Piece>> RecordsAsync(DateTimeOffset now, TenantReference? tenant = null)
    {
        At(now);
        return Pieces(await AllAsync(tenant ?? AcmeNow, Now, now));
    }

    private async Task<List<UsageRecord>> AllAsync(TenantReference? tenant, DateTimeOffset from, DateTimeOffset until) =>
        await Second.SumUsageAsync(new UsageSpan(tenant, from, until), () => new List<UsageRecord>(), (sum, record) => sum.Add(record), Cancellation);

    private async Task RefusedOrJoinedAsync(DateTimeOffset now) => await Store.AdmitAsync(Request("web", Containers(1), now), Cancellation);

    /// <summary>What was held, from when until when.</summary>
    private sealed record Piece(DateTimeOffset From, DateTimeOffset To, long Containers, bool IsCommitted);
}
