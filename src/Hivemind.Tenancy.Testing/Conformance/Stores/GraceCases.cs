namespace Hivemind.Tenancy.Testing;

/// <summary>Grace: a higher ceiling until a time.</summary>
internal sealed class GraceCases : StoreCases
{
    public async Task LiftsTheLimitUntilItEnds()
    {
        await AddAsync(quotas: Limit(10));
        QuotaGrace grace = new(Containers(15), After(60));
        IReadOnlyList<TenancyEvent> events = await GrantAsync(grace);

        Expect.Equal(new GraceGranted { OccurredAt = Now, TenantId = Acme, TenantUid = UidOf("acme"), Grace = grace, Actor = "root", Sequence = events[0].Sequence }, (GraceGranted)events[0]);
        Expect.Sequence(events, (await LogAsync()).Skip(1));
        TenantUsage usage = await SecondAt(After(60) - Instant).GetUsageAsync(Acme, Cancellation);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 0, 0, 10, 15), usage[ResourceNames.Containers]);
        Expect.Equal(grace, usage.Grace);
        await CommittedAsync("a", Containers(15), After(60) - Instant);

        usage = await UsageAsync(After(60));
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 15, 0, 10, 10), usage[ResourceNames.Containers]);
        Expect.Null(usage.Grace, "it has ended when now >= Until");
        await RefusedAsync("b", Containers(1), After(60));
        Expect.True(!(await At(After(60)).CheckAsync(Acme, Containers(1), Cancellation)).IsAdmitted, "the quota to count again");
    }

    public async Task IsACeilingNotAnAddition()
    {
        await AddAsync(quotas: new ResourceQuotas { Containers = 10, Services = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } });
        await GrantAsync(new QuotaGrace(new ResourceAmounts { Containers = 5, MemoryBytes = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 4, ["tpu"] = 1 } }, After(60)));

        TenantUsage usage = await UsageAsync();
        Expect.Equal<decimal?>(10, usage[ResourceNames.Containers].Limit, "the effective limit is the larger of quota and grace");
        Expect.Equal<decimal?>(10, usage[ResourceNames.Services].Limit);
        Expect.Null(usage[ResourceNames.Memory].Limit, "unlimited stays unlimited");
        Expect.Equal<decimal?>(4, usage["gpu"].Limit);
        await HoldAsync("a", new ResourceAmounts { MemoryBytes = 1_000, Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 4, ["tpu"] = 50 } });
        await RefusedAsync("b", Gpus(1));
        await RefusedAsync("c", Containers(1));
    }

    public async Task ANewOneReplacesTheLastAndNullTakesItAway()
    {
        await AddAsync(quotas: Limit(10));
        await GrantAsync(new QuotaGrace(Containers(20), After(60)));
        await GrantAsync(new QuotaGrace(Gpus(1), After(60)));
        await RefusedAsync("a", Containers(11));
        await GrantAsync(new QuotaGrace(Containers(12), After(60)));
        await CommittedAsync("a", Containers(12));
        await GrantAsync(null);

        Expect.Null((await UsageAsync()).Grace);
        Expect.Equal(2, (await UsageAsync())[ResourceNames.Containers].Over, "what runs keeps running");
        await RefusedAsync("b", Containers(1));
        Expect.Null((await LogAsync()).OfType<GraceGranted>().Last().Grace);
    }

    public async Task RoundTrips()
    {
        await AddAsync();
        QuotaGrace grace = new(
            new ResourceAmounts { CpuCores = 0.001m, MemoryBytes = long.MaxValue, StorageBytes = 3, Containers = 4, Services = 5, Other = new Dictionary<string, decimal> { ["gpu"] = 1L << 54 } },
            After(60) + Instant);
        await GrantAsync(grace);
        Expect.Equal(grace, (await SecondAt().GetUsageAsync(Acme, Cancellation)).Grace);
    }

    public async Task NeedsATenantThatIsNotTerminating()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await GrantAsync(null));
        Tenant tenant = await AddAsync(status: TenantStatus.Pending);
        await GrantAsync(new QuotaGrace(Containers(1), After(60)));
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await GrantAsync(new QuotaGrace(Containers(2), After(60)));
        await SetStatusAsync(tenant, TenantStatus.Terminating);
        int events = (await LogAsync()).Count;
        TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await GrantAsync(null));

        Expect.Equal(TenantStatus.Terminating, refusal.Status);
        Expect.Equal(2, (await UsageAsync()).Grace?.Ceiling.Containers);
        Expect.Equal(events, (await LogAsync()).Count);
    }

    public async Task OfTwoThatSawTheSameTheSecondIsRefused()
    {
        await AddAsync(quotas: Limit(10));
        QuotaGrace first = new(Containers(20), After(60));
        await GrantAsync(first, new ExpectedGrace(null));
        await ConflictsAsync(new QuotaGrace(Containers(15), After(120)), seen: null, actual: first);
        await ConflictsAsync(null, seen: null, actual: first);

        QuotaGrace second = new(Containers(20), After(90));
        await GrantAsync(second, new ExpectedGrace(first));
        await ConflictsAsync(new QuotaGrace(Containers(15), After(120)), seen: first, actual: second);
        await ConflictsAsync(second, seen: second with { Ceiling = Gpus(20) }, actual: second);
        await GrantAsync(null, new ExpectedGrace(second));
        await ConflictsAsync(first, seen: second, actual: null);
        await GrantAsync(first, new ExpectedGrace(null));
        Expect.Equal(first, (await UsageAsync()).Grace);
    }

    public async Task OfManyAtOnceThatSawTheSameOneIsGranted()
    {
        await AddAsync(quotas: Limit(10));
        QuotaGrace? seen = null;
        for (int round = 0; round < 5; round++)
        {
            ExpectedGrace expected = new(seen);
            IReadOnlyList<QuotaGrace?> granted = await AtOnceAsync(8, async i =>
            {
                QuotaGrace own = new(Containers(20 + i), After(60 + round));
                GraceGranted change = new() { OccurredAt = Now, TenantId = Acme, Grace = own };
                try
                {
                    await (i % 2 == 0 ? Store : Second).SetGraceAsync(Acme, own, expected, change, Cancellation);
                    return own;
                }
                catch (GraceConflictException)
                {
                    return null;
                }
            });
            Expect.Equal(1, granted.Count(g => g is not null), "each of them was decided on top of what only one of them replaces");
            seen = granted.Single(g => g is not null);
            Expect.Equal(seen, (await UsageAsync()).Grace);
        }

        Expect.Equal(5, (await LogAsync()).OfType<GraceGranted>().Count());
    }

    public async Task ThatHasEndedCountsAsNone()
    {
        await AddAsync(quotas: Limit(10));
        QuotaGrace ended = new(Containers(20), After(60));
        await GrantAsync(ended);
        await ConflictsAsync(new QuotaGrace(Containers(15), After(120)), seen: null, actual: ended, After(60) - Instant);
        QuotaGrace next = new(Containers(12), After(90));
        await GrantAsync(next, new ExpectedGrace(null), After(60));
        Expect.Equal(next, (await UsageAsync(After(60))).Grace);
        await GrantAsync(new QuotaGrace(Containers(13), After(120)), new ExpectedGrace(next), After(90));
        Expect.Equal<decimal?>(13, (await UsageAsync(After(90)))[ResourceNames.Containers].Limit, "who saw what has ended since saw none");
    }

    private async Task<IReadOnlyList<TenancyEvent>> GrantAsync(QuotaGrace? grace, ExpectedGrace? expected = null, DateTimeOffset? now = null) =>
        await At(now).SetGraceAsync(Acme, grace, expected, new GraceGranted { OccurredAt = now ?? Now, TenantId = Acme, Grace = grace, Actor = "root" }, Cancellation);

    /// <summary>A change on top of what is not in force any more: refused, and nothing is changed or recorded.</summary>
    private async Task ConflictsAsync(QuotaGrace? grace, QuotaGrace? seen, QuotaGrace? actual, DateTimeOffset? now = null)
    {
        int events = (await LogAsync()).Count;
        GraceGranted change = new() { OccurredAt = now ?? Now, TenantId = Acme, Grace = grace };
        GraceConflictException conflict = await Expect.ThrowsAsync<GraceConflictException>(
            async () => await SecondAt(now).SetGraceAsync(Acme, grace, new ExpectedGrace(seen), change, Cancellation));
        Expect.Equal((Acme, seen, actual), (conflict.TenantId, conflict.Expected, conflict.Actual));
        Expect.Equal(actual, (await UsageAsync(now)).Grace);
        Expect.Equal(events, (await LogAsync()).Count, "nothing is recorded of what did not happen");
    }
}
