namespace Hivemind.Tenancy.Testing;

/// <summary>Choosing from the log.</summary>
internal sealed class EventQueryCases : StoreCases
{
    public async Task TakesOnlyTheKindsAskedFor()
    {
        Tenant tenant = await AddAsync();
        tenant = await ChangeAsync(tenant, t => t with { Description = "new" });
        await Store.UpdateAsync(tenant with { Version = 3 }, 2, onlyIfIdle: false, Suspended(tenant), Cancellation);
        IReadOnlyList<TenancyEvent> all = await LogAsync();

        Expect.Sequence([all[1]], await EventsAsync(new EventQuery { Kinds = [nameof(TenantUpdated)] }));
        Expect.Sequence([all[0], all[2]], await EventsAsync(new EventQuery { Kinds = [nameof(TenantStatusChanged), nameof(TenantCreated)] }));
        Expect.Sequence([], await EventsAsync(new EventQuery { Kinds = [nameof(RoleBound)] }));
        Expect.Sequence(all, await EventsAsync(new EventQuery { Kinds = [.. EventQuery.AllKinds] }));
    }

    public async Task TakesOnlyTheTimeAskedFor()
    {
        await LoggedAtAsync(0, 10, 20, 20, 30);

        Expect.Sequence([3, 4, 5], await SequencesAsync(new EventQuery { From = After(20) }), "from is inclusive");
        Expect.Sequence([1, 2], await SequencesAsync(new EventQuery { Until = After(20) }), "until is exclusive");
        Expect.Sequence([2, 3, 4], await SequencesAsync(new EventQuery { From = After(10), Until = After(20) + Instant }));
        Expect.Sequence([5], await SequencesAsync(new EventQuery { From = After(20) + Instant }));
        Expect.Sequence([], await SequencesAsync(new EventQuery { From = After(20), Until = After(20) }));
        Expect.Sequence([3, 4, 5], await SequencesAsync(new EventQuery { From = After(20).ToOffset(TimeSpan.FromHours(14)) }), "a moment is one whatever the time zone");
    }

    public async Task ComesNewestFirstInPagesThatGoBack()
    {
        await LoggedAtAsync([.. Enumerable.Range(0, 9).Select(i => (double)i)]);
        long[] backwards = [.. Enumerable.Range(1, 9).Select(i => (long)i).Reverse()];
        for (int limit = 1; limit <= 10; limit++)
        {
            Expect.Sequence(backwards, await WalkAsync(new EventQuery { NewestFirst = true, Limit = limit }), $"pages of {limit} make up the whole");
        }

        Expect.Sequence([4, 3], await SequencesAsync(new EventQuery { NewestFirst = true, After = 5, Limit = 2 }));
        Expect.Sequence([9], await SequencesAsync(new EventQuery { NewestFirst = true, After = long.MaxValue, Limit = 1 }));
        Expect.Sequence([], await SequencesAsync(new EventQuery { NewestFirst = true, After = 1 }));
        Expect.Sequence([], await SequencesAsync(new EventQuery { NewestFirst = true, After = 0 }));
    }

    public async Task CountsWhatItReturnsAndCombinesWhatIsAskedFor()
    {
        Tenant acme = await AddAsync();
        Tenant other = await AddAsync("other");
        for (int i = 0; i < 6; i++)
        {
            acme = await ChangeAsync(acme, t => t with { Description = $"{i}" }, After(i));
            other = await ChangeAsync(other, t => t with { Description = $"{i}" }, After(i));
            QuotaGrace grace = new(Containers(i + 1), After(1000));
            await Store.SetGraceAsync(acme, grace, expected: null, new GraceGranted { OccurredAt = After(i), TenantId = Acme, Grace = grace }, Cancellation);
        }

        EventQuery query = new() { Tenant = Acme, Kinds = [nameof(TenantUpdated)], From = After(1), Until = After(5) };
        IReadOnlyList<TenancyEvent> expected = [.. (await LogAsync()).OfType<TenantUpdated>().Where(e => e.TenantId == Acme && e.OccurredAt >= After(1) && e.OccurredAt < After(5))];
        Expect.Equal(4, expected.Count);
        for (int limit = 1; limit <= 5; limit++)
        {
            Expect.Sequence(expected.Select(e => e.Sequence), await WalkAsync(query with { Limit = limit }));
            Expect.Sequence(expected.Select(e => e.Sequence).Reverse(), await WalkAsync(query with { Limit = limit, NewestFirst = true }));
        }
    }

    public async Task OfAUidAreThatTenantsOwnWhoeverHoldsTheIdNow()
    {
        Tenant former = await AddAsync();
        former = await ChangeAsync(former, t => t with { Description = "former" });
        await RemoveAsync(former);
        Tenant current = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid(), CreatedAt = After(1) });
        await ChangeAsync(current, t => t with { Description = "current" });
        IReadOnlyList<TenancyEvent> all = await LogAsync();

        Expect.Sequence(all.Take(4), await EventsAsync(new EventQuery { Tenant = former }), "what was the former tenant's stays readable by its uid");
        Expect.Sequence(all.Skip(4), await EventsAsync(new EventQuery { Tenant = current }));
        Expect.Sequence(all.Skip(4), await EventsAsync(new EventQuery { Tenant = Acme }), "without a uid it is who holds the id now");
        Expect.Sequence(all.Skip(4).Reverse(), await EventsAsync(new EventQuery { Tenant = Acme, NewestFirst = true }), "and so it is backwards");
        Expect.Sequence([], await EventsAsync(new EventQuery { Tenant = new TenantReference(Acme, TenantUid.NewUid()) }));
        Expect.Sequence([], await EventsAsync(new EventQuery { Tenant = new TenantReference(Id("other"), current.Uid) }), "id and uid belong together");
    }

    public async Task SaysWhereTheLogStands()
    {
        EventPage empty = await Store.ReadEventsAsync(new EventQuery { After = 0 }, Cancellation);
        Expect.Equal((1L, 0L, false, (long?)0), (empty.OldestSequence, empty.NewestSequence, empty.IsTrimmed, empty.Next));
        await LoggedAtAsync(0, 1, 2, 3);

        foreach (EventQuery query in new EventQuery[] { new(), new() { After = 0 }, new() { After = 2, Limit = 1 }, new() { Kinds = [nameof(RoleBound)] }, new() { NewestFirst = true, Limit = 1 } })
        {
            EventPage page = await Second.ReadEventsAsync(query, Cancellation);
            Expect.Equal((1L, 4L, false), (page.OldestSequence, page.NewestSequence, page.IsTrimmed));
            Expect.Equal(page.Events.Count == 0 ? query.After : page.Events[^1].Sequence, page.Next);
        }
    }

    private static TenantStatusChanged Suspended(Tenant tenant) => new()
    {
        OccurredAt = Now,
        TenantId = tenant.Id,
        TenantUid = tenant.Uid,
        From = TenantStatus.Active,
        To = TenantStatus.Suspended,
    };

    private async Task<IReadOnlyList<TenancyEvent>> EventsAsync(EventQuery query) => (await Second.ReadEventsAsync(query, Cancellation)).Events;

    private async Task<IEnumerable<long>> SequencesAsync(EventQuery query) => (await EventsAsync(query)).Select(e => e.Sequence);

    private async Task<IReadOnlyList<long>> WalkAsync(EventQuery query)
    {
        List<long> walked = [];
        while (await Store.ReadEventsAsync(query, Cancellation) is { Events.Count: > 0 } page)
        {
            Expect.True(page.Events.Count <= query.Limit, $"at most {query.Limit} events in a page");
            walked.AddRange(page.Events.Select(e => e.Sequence));
            Expect.True(walked.Distinct().Count() == walked.Count, "no event to be met twice");
            query = query with { After = page.Next };
        }

        return walked;
    }
}
