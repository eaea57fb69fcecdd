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

    private async Task<IReadOnlyList<TenancyEvent>> GrantAsync(QuotaGrace? grace) => await At().SetGraceAsync(Acme, grace, new GraceGranted { OccurredAt = Now, TenantId = Acme, Grace = grace, Actor = "root" }, Cancellation);
}
