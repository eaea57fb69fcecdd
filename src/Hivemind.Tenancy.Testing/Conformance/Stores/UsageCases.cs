namespace Hivemind.Tenancy.Testing;

/// <summary>Usage, the sum of the allocations, and their list.</summary>
internal sealed class UsageCases : StoreCases
{
    public async Task SumsWhatIsCommittedAndHeld()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 4, Containers = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 8, ["tpu"] = 1 } });
        await CommittedAsync("a", new ResourceAmounts { CpuCores = 0.25m, MemoryBytes = 10, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 2, ["fpga"] = 7 } });
        await CommittedAsync("b", new ResourceAmounts { CpuCores = 0.125m, StorageBytes = 20 });
        await HoldAsync("c", new ResourceAmounts { CpuCores = 1, Services = 5, Containers = 2, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } });

        TenantUsage usage = await SecondAt(After(1)).GetUsageAsync(Acme, Cancellation);
        Expect.Equal(
            new TenantUsage(
                Acme,
                UidOf("acme"),
                After(1),
                [
                    new ResourceUsage(ResourceNames.Cpu, 0.375m, 1, 4, 4),
                    new ResourceUsage(ResourceNames.Memory, 10, 0, null, null),
                    new ResourceUsage(ResourceNames.Storage, 20, 0, null, null),
                    new ResourceUsage(ResourceNames.Containers, 1, 2, 3, 3),
                    new ResourceUsage(ResourceNames.Services, 0, 5, null, null),
                    new ResourceUsage("fpga", 7, 0, null, null),
                    new ResourceUsage("gpu", 2, 1, 8, 8),
                    new ResourceUsage("tpu", 0, 0, 1, 1),
                ],
                held: 1,
                committed: 2,
                grace: null)
            { Share = 1000 },
            usage);
    }

    public async Task OfATenantThatHoldsNothingIsZero()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            Tenant tenant = await AddAsync($"t-{(int)status}", Limit(5), status);
            TenantUsage usage = await UsageAsync(tenant: tenant.Id.Value);
            Expect.Equal(5, usage.Resources.Count);
            Expect.Equal(0, usage.Resources.Sum(r => r.Total) + usage.Held + usage.Committed);
            Expect.Equal<decimal?>(5, usage[ResourceNames.Containers].Available);
        }
    }

    public async Task SaysByHowMuchItIsOver()
    {
        Tenant tenant = await AddAsync();
        await CommittedAsync("a", Containers(9));
        await ChangeAsync(tenant, t => t with { ResourceQuotas = Limit(4) });
        ResourceUsage usage = (await UsageAsync())[ResourceNames.Containers];
        Expect.Equal(5, usage.Over);
        Expect.Equal<decimal?>(0, usage.Available);
    }

    public async Task OfAllTenantsComesWorstFirstInPages()
    {
        (string Id, long? Limit, long Total)[] tenants = [("a", 10, 5), ("b", null, 100), ("c", 10, 9), ("d", 0, 0), ("e", 100, 90), ("f", 10, 10), ("g", 10, 0), ("h", 3, 1)];
        foreach ((string id, long? limit, long total) in tenants)
        {
            await AddAsync(id, new ResourceQuotas { Containers = limit });
            if (total > 0)
            {
                await CommittedAsync("x", Containers(total), tenant: id);
            }
        }

        await HoldAsync("ended", Containers(2), tenant: "h");
        for (int limit = 1; limit <= tenants.Length + 1; limit++)
        {
            List<string> met = [];
            TenantUsage? after = null;
            while (await SecondAt().ListUsageAsync(new UsageQuery { After = after, Limit = limit }, Cancellation) is { Count: > 0 } page)
            {
                Expect.True(page.Count <= limit, $"at most {limit} tenants in a page");
                met.AddRange(page.Select(u => $"{u.TenantId} {u.Share}"));
                after = page[^1];
                Expect.Equal(await UsageAsync(tenant: after.TenantId.Value), after);
            }

            Expect.Sequence(["f 1000", "h 1000", "c 900", "e 900", "a 500", "b 0", "d 0", "g 0"], met, $"pages of {limit} make up the whole");
        }
    }

    public async Task OfAllTenantsGoesByTheFullestResource()
    {
        ResourceQuotas many = new() { Containers = 3_000_000 };
        await HeldAsync("a", new ResourceQuotas { CpuCores = 10, Other = Map("gpu", 4) }, new ResourceAmounts { CpuCores = 1, Other = Map("gpu", 3) });
        await HeldAsync("b", new ResourceQuotas { CpuCores = 10, Other = Map("tpu", 4) }, new ResourceAmounts { CpuCores = 1, Other = Map("gpu", 3) });
        await HeldAsync("c", new ResourceQuotas { MemoryBytes = long.MaxValue - 1 }, new ResourceAmounts { MemoryBytes = long.MaxValue / 2 });
        await HeldAsync("d", Limit(3), Containers(1));
        await HeldAsync("e", Limit(0), Containers(0));
        await ChangeAsync(await HeldAsync("f", many, Containers(3_000_000)), t => t with { ResourceQuotas = Limit(1) });
        await ChangeAsync(await HeldAsync("g", many, Containers(1)), t => t with { ResourceQuotas = Limit(0) });

        Expect.Sequence([$"f {int.MaxValue}", $"g {int.MaxValue}", "a 750", "c 500", "d 333", "b 100", "e 0"], await WorstAsync(), "a limit of 0 with something under it is worst, whatever it is");
        Expect.Sequence(["b 100", "e 0"], await WorstAsync(new UsageQuery { After = await UsageAsync(tenant: "d") }));
    }

    public async Task OfAllTenantsFollowsEveryStep()
    {
        foreach (string id in new[] { "a", "b", "c" })
        {
            await HeldAsync(id, Limit(10), Containers(id[0] - 'a' + 1));
        }

        Expect.Sequence(["c 300", "b 200", "a 100"], await WorstAsync());
        await CommittedAsync("more", Containers(8), tenant: "a");
        await HoldAsync("hold", Containers(5), tenant: "b");
        Expect.Sequence(["a 900", "b 700", "c 300"], await WorstAsync());
        await At().ReleaseAsync(TenantId.Parse("a"), "more", null, onlyHeld: false, Cancellation);
        await At().ResizeAsync(TenantId.Parse("c"), "x", Containers(4), Cancellation);
        Expect.Sequence(["b 700", "c 400", "a 100"], await WorstAsync());
        QuotaGrace grace = new(Containers(100), After(3600));
        await At().SetGraceAsync(TenantId.Parse("b"), grace, expected: null, new GraceGranted { OccurredAt = Now, TenantId = TenantId.Parse("b"), Grace = grace }, Cancellation);
        Expect.Sequence(["c 400", "a 100", "b 70"], await WorstAsync());

        // The first step after an end counts it at the latest.
        await At(After(7200)).ReleaseAsync(TenantId.Parse("b"), "hold", null, onlyHeld: false, Cancellation);
        Expect.Sequence(["c 400", "b 200", "a 100"], await WorstAsync(now: After(7200)));
        await RemoveAsync((await Store.FindAsync(TenantId.Parse("c"), Cancellation))!);
        Expect.Sequence(["b 200", "a 100"], await WorstAsync(now: After(7200)));
    }

    public async Task ReadingItLeavesNothing()
    {
        await AddAsync();
        await UsageAsync();
        await At().CheckAsync(Acme, Containers(1), Cancellation);
        Expect.Sequence([new ReconciliationMark(Acme, UidOf("acme"), 0)], await Store.ReadMarksAsync([Acme], Cancellation));
        Expect.Equal(1, (await LogAsync()).Count);
    }

    public async Task KeptTotalsAreTheSumOfTheAllocations()
    {
        await AddAsync(quotas: Limit(100));
        await CommittedAsync("a", new ResourceAmounts { Containers = 2, CpuCores = 0.5m, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } });
        await HoldAsync("b", Containers(4));
        await At().GrowAsync(Acme, "a", new ResourceAmounts { Containers = 7, Other = new Dictionary<string, decimal> { ["gpu"] = 9, ["tpu"] = 1 } }, Lease, Cancellation);
        Expect.Sequence([], await Store.RecomputeAsync(Acme, Cancellation));
        Expect.Equal(11, await TotalAsync());
        Expect.Equal(2, await TotalAsync(After(100)));
        Expect.Sequence([], await At(After(100)).RecomputeAsync(Acme, Cancellation), "ended holds are counted by both or by neither");
    }

    public async Task HoldsThatEndedByTheThousandRefuseNothing()
    {
        await AddAsync(quotas: Limit(600));
        for (int i = 0; i < 600; i++)
        {
            await HoldAsync($"job-{i:D3}", Containers(1));
        }

        await RefusedAsync("more", Containers(1));
        Expect.Equal(0, await TotalAsync(After(100)));
        await HoldAsync("all", Containers(600), After(100));
        Expect.Sequence(["all"], (await AllocationsAsync(After(100))).Select(a => a.Id));
    }

    public async Task DoesNotFindAnAbsentTenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await UsageAsync());
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await AllocationsAsync());
    }

    public async Task AllocationsComeInOrdinalOrderAndPages()
    {
        await AddAsync();
        await AddAsync("umbrella");
        await HoldAsync("theirs", Containers(1), tenant: "umbrella");
        string[] ordered = ["%", "0", "10", "2", "A", "B", "Z", "_", "a", "a-b", "aa", "b", "z", "~", "Ä", "ä", "ก", "日", "😀"];
        Expect.Sequence(ordered.Order(StringComparer.Ordinal), await InPagesAsync(ordered.Reverse(), ordered.Length + 1));
        for (int limit = 1; limit <= ordered.Length; limit++)
        {
            Expect.Sequence(ordered.Order(StringComparer.Ordinal), await InPagesAsync([], limit), $"pages of {limit} make up the whole");
        }

        Expect.Sequence(["B"], (await At().ListAllocationsAsync(Acme, new AllocationQuery { After = "AB", Limit = 1 }, Cancellation)).Select(a => a.Id));
    }

    public async Task AllocationsAreOfTheSourceAskedFor()
    {
        await AddAsync();
        foreach ((string id, string source) in new[] { ("a", "engine-1"), ("b", "Engine-1"), ("c", ""), ("d", "engine-1"), ("e", "engine-%") })
        {
            await HoldAsync(id, Containers(1), source: source);
        }

        Expect.Sequence(["a", "d"], await OfAsync("engine-1"));
        Expect.Sequence(["b"], await OfAsync("Engine-1"));
        Expect.Sequence(["e"], await OfAsync("engine-%"));
        Expect.Sequence(["c"], await OfAsync(""), "no source is a source to ask for");
        Expect.Sequence([], await OfAsync("engine-2"));
        Expect.Sequence(["d"], (await At().ListAllocationsAsync(Acme, new AllocationQuery { Source = "engine-1", After = "a", Limit = 1 }, Cancellation)).Select(a => a.Id));
    }

    public async Task IsTheSumOfTheAllocationsWhateverCameBefore()
    {
        Tenant tenant = await AddAsync(quotas: new ResourceQuotas { Containers = 40, CpuCores = 20, Other = new Dictionary<string, decimal> { ["gpu"] = 30 } });
        Random random = new(4711);
        DateTimeOffset now = Now;
        for (int step = 0; step < 400; step++)
        {
            string id = $"job-{random.Next(12)}";
            ITenantStore store = random.Next(2) == 0 ? Store : Second;
            At(now);
            ResourceAmounts amounts = new() { Containers = random.Next(1, 8), CpuCores = random.Next(6000) / 1000m, Other = new Dictionary<string, decimal> { ["gpu"] = random.Next(6) } };
            try
            {
                switch (random.Next(7))
                {
                    case 0 or 1:
                        await store.AdmitAsync(Request(id, amounts, now, lease: TimeSpan.FromSeconds(random.Next(1, 20))), Cancellation);
                        break;
                    case 2:
                        await store.CommitAsync(Acme, id, null, Cancellation);
                        break;
                    case 3:
                        await store.ResizeAsync(Acme, id, amounts, Cancellation);
                        break;
                    case 4:
                        await store.ReleaseAsync(Acme, id, null, onlyHeld: false, Cancellation);
                        break;
                    case 5:
                        await store.RenewAsync(Acme, id, null, TimeSpan.FromSeconds(random.Next(1, 30)), Cancellation);
                        break;
                    default:
                        now = now.AddSeconds(random.Next(4));
                        break;
                }
            }
            catch (TenancyException e) when (e is ReservationExpiredException or AllocationConflictException)
            {
                // Refused, as many of them must be.
            }

            if (step % 10 == 0)
            {
                TenantUsage usage = await UsageAsync(now);
                IReadOnlyList<Allocation> live = await AllocationsAsync(now);
                Expect.True(live.All(a => a.IsCommitted || a.ExpiresAt > now), "only live allocations in the list");
                Expect.Equal(live.Where(a => a.IsCommitted).Sum(a => a.Amounts.Containers), usage[ResourceNames.Containers].Used);
                Expect.Equal(live.Where(a => !a.IsCommitted).Sum(a => a.Amounts.Containers), usage[ResourceNames.Containers].Reserved);
                Expect.Equal(live.Sum(a => a.Amounts.CpuCores), usage[ResourceNames.Cpu].Total);
                Expect.Equal(live.Sum(a => a.Amounts.Other.GetValueOrDefault("gpu")), usage["gpu"].Total);
                Expect.Equal(live.Count(a => a.IsCommitted), usage.Committed);
                Expect.Equal(live.Count(a => !a.IsCommitted), usage.Held);
                Expect.True(usage.Resources.All(r => r.Over == 0), "no resource over its limit");
            }
        }

        Expect.Equal(tenant, await Store.FindAsync(Acme, Cancellation));
    }

    private static Dictionary<string, decimal> Map(string resource, decimal amount) => new() { [resource] = amount };

    /// <summary>A tenant that holds an allocation <c>x</c>.</summary>
    private async Task<Tenant> HeldAsync(string id, ResourceQuotas quotas, ResourceAmounts amounts)
    {
        Tenant tenant = await AddAsync(id, quotas);
        if (amounts != ResourceAmounts.None)
        {
            await CommittedAsync("x", amounts, tenant: id);
        }

        return tenant;
    }

    private async Task<IEnumerable<string>> WorstAsync(UsageQuery? query = null, DateTimeOffset? now = null) =>
        (await SecondAt(now).ListUsageAsync(query ?? new UsageQuery(), Cancellation)).Select(u => $"{u.TenantId} {u.Share}");

    private async Task<IEnumerable<string>> OfAsync(string source) =>
        (await SecondAt().ListAllocationsAsync(Acme, new AllocationQuery { Source = source }, Cancellation)).Select(a => a.Id);

    /// <summary>Holds the ids given, and lists all of them page by page.</summary>
    private async Task<IReadOnlyList<string>> InPagesAsync(IEnumerable<string> ids, int limit)
    {
        foreach (string id in ids)
        {
            await HoldAsync(id, Containers(1));
        }

        List<string> listed = [];
        AllocationQuery query = new() { Limit = limit };
        while (await At().ListAllocationsAsync(Acme, query, Cancellation) is { Count: > 0 } page && listed.Count < 100)
        {
            Expect.True(page.Count <= limit, $"at most {limit} allocations in a page");
            listed.AddRange(page.Select(a => a.Id));
            query = query with { After = page[^1].Id };
        }

        return listed;
    }
}
