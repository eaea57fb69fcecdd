namespace Hivemind.Tenancy.Testing;

/// <summary>The log of changes.</summary>
internal sealed class EventCases : StoreCases
{
    public async Task ComeInOrderAfterTheNumberGivenUpToTheLimit()
    {
        Tenant tenant = await AddAsync();
        for (int i = 0; i < 9; i++)
        {
            tenant = await ChangeAsync(tenant, t => t with { Description = $"change {i}" });
        }

        IReadOnlyList<TenancyEvent> all = await LogAsync();
        Expect.Equal(10, all.Count);
        Expect.True(all[0].Sequence > 0 && all.Zip(all.Skip(1)).All(p => p.First.Sequence < p.Second.Sequence), "sequence numbers to grow");
        Expect.Sequence(Enumerable.Range(0, 9).Select(i => $"change {i}"), all.Skip(1).Cast<TenantUpdated>().Select(e => e.After.Description!));
        for (int limit = 1; limit <= 11; limit++)
        {
            List<TenancyEvent> walked = [];
            while ((await Second.ReadEventsAsync(new EventQuery { After = walked.Count == 0 ? 0 : walked[^1].Sequence, Limit = limit }, Cancellation)).Events is { Count: > 0 } page)
            {
                Expect.True(page.Count <= limit, $"at most {limit} events in a page");
                walked.AddRange(page);
            }

            Expect.Sequence(all, walked, $"pages of {limit} make up the whole");
        }

        Expect.Sequence([], (await Store.ReadEventsAsync(new EventQuery { After = all[^1].Sequence, Limit = 10 }, Cancellation)).Events);
        Expect.Sequence([], (await Store.ReadEventsAsync(new EventQuery { After = long.MaxValue, Limit = 10 }, Cancellation)).Events);
        Expect.Sequence(all.Take(1), (await Store.ReadEventsAsync(new EventQuery { After = 0, Limit = 1 }, Cancellation)).Events);
    }

    public async Task OfOneTenantAreItsOwn()
    {
        Tenant acme = await AddAsync();
        Tenant umbrella = await AddAsync("umbrella");
        await ChangeAsync(acme, t => t with { Description = "new" });
        await ChangeAsync(umbrella, t => t with { Description = "new" });
        IReadOnlyList<TenancyEvent> all = await LogAsync();

        Expect.Sequence(all.Where(e => e.TenantId == Acme), await LogAsync(Acme));
        Expect.Sequence(all.Where(e => e.TenantId == umbrella.Id).Skip(1), (await Store.ReadEventsAsync(new EventQuery { After = all[1].Sequence, Tenant = umbrella.Id, Limit = 10 }, Cancellation)).Events);
        Expect.Sequence([all[0]], (await Store.ReadEventsAsync(new EventQuery { Tenant = Acme, Limit = 1 }, Cancellation)).Events);
        Expect.Sequence([], await LogAsync(Id("nobody")));
    }

    public async Task OfOneTenantBeginWithItsLastCreation()
    {
        Tenant former = await AddAsync();
        former = await ChangeAsync(former, t => t with { Description = "secret of the former tenant" });
        await RemoveAsync(former);
        Expect.Equal("TenantDeleted", (await LogAsync(Acme))[^1].GetType().Name, "until the id is used again what happened to it can be read");

        Tenant current = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid() });
        await ChangeAsync(current, t => t with { Description = "current" });
        Expect.Sequence(["TenantCreated", "TenantUpdated"], (await LogAsync(Acme)).Select(e => e.GetType().Name));
        Expect.Sequence(["TenantCreated", "TenantUpdated"], (await Store.ReadEventsAsync(new EventQuery { After = 1, Tenant = Acme }, Cancellation)).Events.Select(e => e.GetType().Name));
        Expect.Sequence(["TenantCreated"], (await Store.ReadEventsAsync(new EventQuery { Tenant = Acme, Limit = 1 }, Cancellation)).Events.Select(e => e.GetType().Name));
        Expect.Equal(6, (await LogAsync()).Count, "the whole log has everything");
    }

    public async Task OfOneUidAreItsOwnThoughTheIdIsUsedAgain()
    {
        Tenant former = await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(9));
        Tenant current = await MakeAgainAsync(former);
        await HoldAsync("a", Containers(9));

        Expect.Sequence(["TenantCreated", "QuotaThresholdCrossed", "TenantUpdated", "TenantDeleted"], (await LogAsync(former)).Select(e => e.GetType().Name), "what happened to a tenant that is gone can be read by its uid");
        Expect.Sequence(["TenantCreated", "QuotaThresholdCrossed"], (await LogAsync(current)).Select(e => e.GetType().Name));
        Expect.True((await LogAsync(former)).All(e => e.TenantUid == former.Uid) && (await LogAsync(current)).All(e => e.TenantUid == current.Uid), "each event to carry the uid");
        Expect.Sequence([], await LogAsync(new TenantReference(Acme, TenantUid.NewUid())));
    }

    public async Task CarryTheUidOfTheStepTheyWereRecordedIn()
    {
        Tenant tenant = NewTenant();
        await Store.AddAsync(tenant, Created(tenant) with { TenantUid = null }, null, Cancellation);
        Tenant next = tenant with { Version = 2 };
        await Store.UpdateAsync(next, 1, onlyIfIdle: false, Updated(tenant, next) with { TenantUid = null }, Cancellation);
        await At().SetGraceAsync(Acme, null, expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme }, Cancellation);

        Expect.Sequence([tenant.Uid, tenant.Uid, tenant.Uid], (await LogAsync()).Select(e => e.TenantUid!.Value));
    }

    public async Task RoundTrip()
    {
        Tenant tenant = await AddAsync();
        string text = SpecialTexts.Emoji(TenancyLimits.ReasonLength);
        TenancyEvent[] changes =
        [
            Updated(tenant, tenant with { Description = SpecialTexts.ManyLines, Labels = new Dictionary<string, string> { ["a"] = "'\"\\" } }),
            new TenantStatusChanged { OccurredAt = After(1) + Instant, TenantId = Acme, TenantUid = tenant.Uid, From = TenantStatus.Active, To = TenantStatus.Suspended, StatusReason = SpecialTexts.ManyLines + "'\"\\%" },
            Updated(tenant, tenant) with { Actor = SpecialTexts.Emoji(TenancyLimits.UserIdLength), ActorReason = text },
        ];
        long version = 1;
        foreach (TenancyEvent change in changes)
        {
            Tenant next = tenant with { Version = version + 1 };
            IReadOnlyList<TenancyEvent> recorded = (await At(change.OccurredAt).UpdateAsync(next, version++, onlyIfIdle: false, change, Cancellation)).Events;
            Expect.Equal(change with { Sequence = recorded[0].Sequence }, recorded[0]);
            Expect.Equal(recorded[0], (await Second.ReadEventsAsync(new EventQuery { After = recorded[0].Sequence - 1, Limit = 1 }, Cancellation)).Events[0]);
        }
    }

    public async Task OfReportsAreRecordedInTheTenantsStepWhateverItsStatus()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(5));
        Allocation before = await AllocationAsync("a");
        TenancyEvent recorded = await At(After(1)).ReportAsync(tenant, Reported(SpecialTexts.Emoji(TenancyLimits.ReportMessageLength)), Cancellation);
        WorkloadReported expected = Reported(SpecialTexts.Emoji(TenancyLimits.ReportMessageLength)) with { OccurredAt = After(1), TenantUid = tenant.Uid, Sequence = recorded.Sequence };
        Expect.Equal(expected, (WorkloadReported)recorded, "by the store's clock, of the tenant's uid");
        Expect.Equal(recorded, (await SecondAt(After(1)).ReadEventsAsync(new EventQuery { Kinds = [nameof(WorkloadReported)] }, Cancellation)).Events.Single());
        Expect.Equal(before, await AllocationAsync("a"), "nothing that is held is touched");

        foreach (TenantStatus status in new[] { TenantStatus.Suspended, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            TenancyEvent next = await At().ReportAsync(Acme, Reported(), Cancellation);
            Expect.Equal(next, (await LogAsync(tenant))[^1]);
        }

        await RemoveAsync(tenant);
        int events = (await LogAsync()).Count;
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().ReportAsync(Acme, Reported(), Cancellation));
        Expect.Equal(events, (await LogAsync()).Count);
    }

    public async Task AreNotRecordedOfRefusals()
    {
        Tenant tenant = await AddAsync(quotas: Limit(1));
        await RefusedAsync("a", Containers(2));
        await Expect.ThrowsAsync<TenantVersionConflictException>(async () => await Store.UpdateAsync(tenant with { Version = 3 }, 2, onlyIfIdle: false, Updated(tenant, tenant), Cancellation));
        await HoldAsync("b", ResourceAmounts.None);
        await At().CommitAsync(Acme, "b", null, Cancellation);
        await At().ReleaseAsync(Acme, "b", null, false, Cancellation);
        Expect.Sequence(["TenantCreated"], (await LogAsync()).Select(e => e.GetType().Name));
    }

    public async Task AreNeverMissedByWhoFollowsThem()
    {
        const int writers = 6;
        const int changesEach = 25;
        List<TenancyEvent> followed = [];
        using CancellationTokenSource written = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task follower = Task.Run(async () =>
        {
            bool last;
            do
            {
                last = written.IsCancellationRequested;
                IReadOnlyList<TenancyEvent> page;
                do
                {
                    page = (await Second.ReadEventsAsync(new EventQuery { After = followed.Count == 0 ? 0 : followed[^1].Sequence, Limit = 7 }, Cancellation)).Events;
                    followed.AddRange(page);
                }
                while (page.Count > 0);
                await Task.Yield();
            }
            while (!last);
        });
        try
        {
            await AtOnceAsync(writers, async i =>
            {
                ITenantStore store = i % 2 == 0 ? Store : Second;
                Tenant tenant = NewTenant($"t-{i}");
                await store.AddAsync(tenant, Created(tenant), null, Cancellation);
                for (int change = 0; change < changesEach; change++)
                {
                    Tenant next = tenant with { Version = tenant.Version + 1 };
                    await store.UpdateAsync(next, tenant.Version, onlyIfIdle: false, Updated(tenant, next), Cancellation);
                    tenant = next;
                }
            });
        }
        finally
        {
            await written.CancelAsync();
            await follower;
        }

        Expect.Equal(writers * (changesEach + 1), followed.Count, "a reader of one event never later finds a smaller one");
        Expect.Sequence((await LogAsync()).Select(e => e.Sequence), followed.Select(e => e.Sequence));
    }
}
