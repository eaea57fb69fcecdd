namespace Hivemind.Tenancy.Testing;

/// <summary>Trimming the log.</summary>
internal sealed class EventRetentionCases : StoreCases
{
    private const string Exporter = "exporter";

    private static readonly EventRetention All = new(KeepFor: null, KeepCount: null, [], MaxReaderLag: 1000);

    public async Task KeepsTheNewestAndSaysWhatIsGone()
    {
        await LoggedAtAsync([.. Enumerable.Range(0, 10).Select(i => (double)i)]);
        Expect.Equal(0, await TrimAsync(All with { KeepCount = 10 }));
        Expect.Equal(0, await TrimAsync(All));
        Expect.Equal(6, await TrimAsync(All with { KeepCount = 4 }));
        Expect.Equal(0, await TrimAsync(All with { KeepCount = 4 }), "what is gone is gone once");

        EventPage page = await Second.ReadEventsAsync(new EventQuery(), Cancellation);
        Expect.Sequence([7, 8, 9, 10], page.Events.Select(e => e.Sequence));
        Expect.Equal((7L, 10L, false), (page.OldestSequence, page.NewestSequence, page.IsTrimmed), "who asks for what is there is told nothing");
        foreach ((long after, bool isTrimmed) in new[] { (0L, true), (5L, true), (6L, false), (7L, false), (10L, false), (99L, false) })
        {
            Expect.Equal(isTrimmed, (await Store.ReadEventsAsync(new EventQuery { After = after }, Cancellation)).IsTrimmed, $"after {after}");
            Expect.Equal(false, (await Store.ReadEventsAsync(new EventQuery { After = after, NewestFirst = true }, Cancellation)).IsTrimmed);
        }
    }

    public async Task TrimsByAgeFromTheBeginningOnly()
    {
        await LoggedAtAsync(0, 10, 60, 20, 90);
        EventRetention minute = All with { KeepFor = TimeSpan.FromMinutes(1) };
        Expect.Equal(0, await TrimAsync(minute, After(60) - Instant));
        Expect.Equal(1, await TrimAsync(minute, After(60)), "kept for a minute is gone when the minute is over");
        Expect.Equal(1, await TrimAsync(minute, After(100)), "an old one behind a young one stays, so that there is no hole");
        Expect.Equal(3L, (await Store.ReadEventsAsync(new EventQuery(), Cancellation)).OldestSequence);
        Expect.Equal(2, await TrimAsync(minute, After(120)));
        Expect.Equal(1, await TrimAsync(minute with { KeepCount = 1000 }, After(150)), "too old, though not too many");
    }

    public async Task NeverGivesANumberAgain()
    {
        Tenant tenant = await AddAsync();
        for (int round = 1; round <= 5; round++)
        {
            tenant = await ChangeAsync(tenant, t => t with { Description = $"{round}" });
            await TrimAsync(All with { KeepFor = TimeSpan.FromMinutes(1) }, After(3600));
            EventPage empty = await Second.ReadEventsAsync(new EventQuery { After = 0 }, Cancellation);
            Expect.Equal((0, round + 2L, round + 1L, true), (empty.Events.Count, empty.OldestSequence, empty.NewestSequence, empty.IsTrimmed));
            Expect.Equal(false, (await Second.ReadEventsAsync(new EventQuery { After = round + 1 }, Cancellation)).IsTrimmed, "who has read all has missed nothing");
        }

        Tenant last = await ChangeAsync(tenant, t => t with { Description = "last" });
        TenancyEvent found = (await Second.ReadEventsAsync(new EventQuery { After = 6 }, Cancellation)).Events.Single();
        Expect.Equal((7L, last.Version), (found.Sequence, ((TenantUpdated)found).After.Version));
    }

    public async Task KeepsWhatANamedReaderHasNotReadUpToItsLag()
    {
        await LoggedAtAsync([.. Enumerable.Range(0, 10).Select(i => (double)i)]);
        EventRetention one = All with { KeepCount = 1, Readers = [Exporter] };
        Expect.Equal(0, await TrimAsync(one), "who never acknowledged has read nothing");
        Expect.Equal(3L, await Store.AcknowledgeEventsAsync(Exporter, 3, Cancellation));
        Expect.Equal(3, await TrimAsync(one));
        Expect.Equal(2, await TrimAsync(one with { MaxReaderLag = 5 }), "a reader that lags too far keeps nothing");
        Expect.Equal(0, await TrimAsync(one with { Readers = [Exporter, "other"] }), "the slowest counts");
        await Second.AcknowledgeEventsAsync("other", 9, Cancellation);
        Expect.Equal(0, await TrimAsync(one with { Readers = ["other", Exporter] }), "whichever is named first");
        Expect.Equal(4, await TrimAsync(one with { Readers = ["other"] }), "one that is not named keeps nothing");
        Expect.Equal(10L, (await Store.ReadEventsAsync(new EventQuery(), Cancellation)).OldestSequence);
    }

    public async Task AcknowledgesForwardOnlyAndNotWhatIsNotThere()
    {
        await LoggedAtAsync(0, 1, 2);
        Expect.Equal(0L, await Store.AcknowledgeEventsAsync(Exporter, 0, Cancellation));
        Expect.Equal(2L, await Store.AcknowledgeEventsAsync(Exporter, 2, Cancellation));
        Expect.Equal(2L, await Second.AcknowledgeEventsAsync(Exporter, 1, Cancellation), "it never goes back");
        Expect.Equal(2L, await Second.AcknowledgeEventsAsync(Exporter, 0, Cancellation));
        Expect.Equal(3L, await Store.AcknowledgeEventsAsync(Exporter, long.MaxValue, Cancellation), "what is to come is not read yet");
        Expect.Equal(0L, await Store.AcknowledgeEventsAsync("EXPORTER", 0, Cancellation), "names compare ordinally");
    }

    public async Task RemovesAThousandInAStep()
    {
        await AtOnceAsync(8, async writer =>
        {
            Tenant tenant = NewTenant($"t-{writer}");
            await Store.AddAsync(tenant, Created(tenant), null, Cancellation);
            for (int i = 1; i < 150; i++)
            {
                Tenant next = tenant with { Version = tenant.Version + 1 };
                await Store.UpdateAsync(next, tenant.Version, onlyIfIdle: false, Updated(tenant, next), Cancellation);
                tenant = next;
            }
        });

        EventRetention one = All with { KeepCount = 1 };
        Expect.Equal(EventRetention.SliceSize, await TrimAsync(one));
        Expect.Equal(199, await TrimAsync(one));
        Expect.Equal(0, await TrimAsync(one));
        Expect.Sequence([1200], (await LogAsync()).Select(e => e.Sequence));
    }

    public async Task BesideWritersAndAnotherTrimmerLosesNothingThatIsKept()
    {
        const int changes = 60;
        EventRetention ten = All with { KeepCount = 10 };
        int removed = 0;
        await AtOnceAsync(4, async i =>
        {
            Tenant tenant = NewTenant($"t-{i}");
            if (i < 2)
            {
                await (i == 0 ? Store : Second).AddAsync(tenant, Created(tenant), null, Cancellation);
            }

            for (int change = 1; change < changes; change++)
            {
                if (i >= 2)
                {
                    Interlocked.Add(ref removed, await (i == 2 ? Store : Second).TrimEventsAsync(ten, Cancellation));
                    continue;
                }

                Tenant next = tenant with { Version = tenant.Version + 1 };
                await (i == 0 ? Store : Second).UpdateAsync(next, tenant.Version, onlyIfIdle: false, Updated(tenant, next), Cancellation);
                tenant = next;
            }
        });
        removed += await TrimAsync(ten);

        Expect.Equal((2 * changes) - 10, removed, "each is removed once");
        Expect.Sequence(Enumerable.Range((2 * changes) - 9, 10).Select(s => (long)s), (await LogAsync()).Select(e => e.Sequence));
    }

    public async Task ATenantWhoseCreationIsGoneIsStillRead()
    {
        Tenant former = await AddAsync();
        await RemoveAsync(former);
        Tenant current = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid(), CreatedAt = After(1) });
        await ChangeAsync(current, t => t with { Description = "current" });
        await TrimAsync(All with { KeepCount = 1 });
        Expect.Sequence([5], (await LogAsync(Acme)).Select(e => e.Sequence));
    }

    private async Task<int> TrimAsync(EventRetention retention, DateTimeOffset? now = null) =>
        await At(now).TrimEventsAsync(retention, Cancellation);
}
