namespace Hivemind.Tenancy.Testing;

/// <summary>Admission: does it fit?</summary>
internal sealed class AdmitCases : StoreCases
{
    public async Task HoldsAmountsForALease()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(3));

        Expect.Equal<DateTimeOffset?>(Now + Lease, hold.ExpiresAt);
        Expect.True(hold.Admission > 0, "the admission number to be positive");
        Expect.Sequence([], hold.Events);
        ResourceUsage usage = (await SecondAt().GetUsageAsync(Acme, Cancellation))[ResourceNames.Containers];
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 0, 3, 10, 10), usage);
    }

    public async Task AdmitsExactlyTheLimitAndNoUnitMore()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(9));
        await RefusedAsync("b", Containers(2));
        await HoldAsync("c", Containers(1));
        await RefusedAsync("d", Containers(1));
        Expect.Equal(10, await TotalAsync());
    }

    public async Task CountsMillicores()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 1 });
        await HoldAsync("a", new ResourceAmounts { CpuCores = 0.999m });
        await RefusedAsync("b", new ResourceAmounts { CpuCores = 0.002m });
        await HoldAsync("c", new ResourceAmounts { CpuCores = 0.001m });
        Expect.Equal(1m, (await UsageAsync())[ResourceNames.Cpu].Total);
    }

    public async Task HoldsAllOrNothing()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 8, MemoryBytes = 100, StorageBytes = 100, Containers = 5, Services = 5, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } });
        ResourceAmounts fits = new() { CpuCores = 1, MemoryBytes = 10, StorageBytes = 10, Containers = 1, Services = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } };
        (string Resource, ResourceAmounts Amounts)[] oneTooMuch =
        [
            (ResourceNames.Cpu, fits with { CpuCores = 8.001m }),
            (ResourceNames.Memory, fits with { MemoryBytes = 101 }),
            (ResourceNames.Storage, fits with { StorageBytes = 101 }),
            (ResourceNames.Containers, fits with { Containers = 6 }),
            (ResourceNames.Services, fits with { Services = 6 }),
            ("gpu", fits with { Other = new Dictionary<string, decimal> { ["gpu"] = 2 } }),
        ];
        foreach ((string resource, ResourceAmounts amounts) in oneTooMuch)
        {
            Expect.Sequence([resource], (await RefusedAsync("a", amounts)).Shortages.Select(s => s.Resource));
            Expect.Sequence([], await AllocationsAsync(), "a refusal holds nothing");
        }

        await HoldAsync("a", fits);
    }

    public async Task RefusalSaysForEachShortResourceWhatThereIs()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 4, Containers = 10, Services = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } });
        await CommittedAsync("committed", new ResourceAmounts { CpuCores = 1.5m, Containers = 4 });
        await HoldAsync("late", new ResourceAmounts { Containers = 2, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } }, lease: TimeSpan.FromSeconds(60));
        await HoldAsync("soon", new ResourceAmounts { Containers = 1 }, lease: TimeSpan.FromSeconds(10));

        QuotaDecision decision = await RefusedAsync(
            "more", new ResourceAmounts { CpuCores = 2.501m, Containers = 4, Services = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } });
        Expect.Equal<DateTimeOffset?>(After(10), decision.NextLeaseEndsAt, "the earliest end of any lease of the tenant");
        Expect.Equal(new QuotaShortage(ResourceNames.Cpu, 2.501m, 1.5m, 0, 4), Shortage(decision, ResourceNames.Cpu));
        Expect.Equal(new QuotaShortage(ResourceNames.Containers, 4, 4, 3, 10), Shortage(decision, ResourceNames.Containers));
        Expect.Equal(new QuotaShortage("gpu", 2, 0, 1, 2), Shortage(decision, "gpu"));
        Expect.Equal(3, decision.Shortages.Count, "services fit");

        AdmissionResult refused = await Store.AdmitAsync(Request("more", Containers(9)), Cancellation);
        Expect.Equal(0, refused.Admission);
        Expect.Null(refused.ExpiresAt);
    }

    public async Task OnlyResourcesAskedForCanRefuse()
    {
        Tenant tenant = await AddAsync(quotas: new ResourceQuotas { Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } });
        await CommittedAsync("a", new ResourceAmounts { Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } });
        await ChangeAsync(tenant, t => t with { ResourceQuotas = new ResourceQuotas { Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } } });

        await HoldAsync("memory", new ResourceAmounts { MemoryBytes = 1 });
        await RefusedAsync("container", Containers(1));
        await RefusedAsync("gpu", Gpus(1));
    }

    public async Task UnlimitedIsNotNothing()
    {
        await AddAsync(quotas: new ResourceQuotas { Containers = 0, Other = new Dictionary<string, decimal> { ["gpu"] = 0 } });
        await RefusedAsync("a", Containers(1));
        await RefusedAsync("b", Gpus(1));
        await HoldAsync("c", new ResourceAmounts { Services = 1_000_000_000, MemoryBytes = 1L << 62, Other = new Dictionary<string, decimal> { ["tpu"] = 1L << 62 } });
    }

    public async Task NeverCountsBeyond63Bits()
    {
        await AddAsync();
        ResourceAmounts most = new()
        {
            CpuCores = long.MaxValue / 1000m,
            MemoryBytes = long.MaxValue,
            StorageBytes = long.MaxValue,
            Containers = long.MaxValue,
            Services = long.MaxValue,
            Other = new Dictionary<string, decimal> { ["gpu"] = long.MaxValue },
        };
        await CommittedAsync("all", most);
        await RefusedAsync("cpu", new ResourceAmounts { CpuCores = 0.001m });
        await RefusedAsync("memory", new ResourceAmounts { MemoryBytes = 1 });
        await RefusedAsync("storage", new ResourceAmounts { StorageBytes = long.MaxValue });
        await RefusedAsync("containers", Containers(1));
        await RefusedAsync("gpu", Gpus(1));

        Expect.Equal<decimal>(long.MaxValue, (await UsageAsync())[ResourceNames.Memory].Used);
        Expect.Equal(long.MaxValue / 1000m, (await UsageAsync())[ResourceNames.Cpu].Used);
        Expect.Equal<decimal>(long.MaxValue, (await UsageAsync())["gpu"].Used);
        Expect.Equal(most, (await AllocationAsync("all")).Amounts);
    }

    public async Task JoinsALiveAllocationOfEqualAmounts()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult first = await HoldAsync("a", Containers(6), source: "engine-1");
        AdmissionResult again = await Second.AdmitAsync(Request("a", Containers(6), After(1), source: "engine-1", lease: TimeSpan.FromHours(1)), Cancellation);

        Expect.True(again.Decision.IsAdmitted, "the same allocation, though it would not fit twice");
        Expect.True(again.Admission > first.Admission, "each admission to have a number of its own");
        Expect.Equal<DateTimeOffset?>(After(3601), again.ExpiresAt);
        Expect.Equal(
            new Allocation(Acme, UidOf("acme"), "a", Containers(6), "engine-1") { ExpiresAt = After(3601), CreatedAt = Now, Admission = again.Admission, Change = again.Admission },
            await AllocationAsync("a"));
        Expect.Equal<DateTimeOffset?>(After(3601), (await HoldAsync("a", Containers(6), After(2))).ExpiresAt, "a shorter lease shortens nothing");

        await At().CommitAsync(Acme, "a", null, Cancellation);
        AdmissionResult committed = await HoldAsync("a", Containers(6), After(7200));
        Expect.Null(committed.ExpiresAt, "it is committed");
        Expect.Equal(6, await TotalAsync(After(7200)));
    }

    public async Task RefusesALiveIdThatSaysSomethingElse()
    {
        await AddAsync(NewTenant() with { Namespaces = ["web"] });
        AdmissionRequest request = Request("a", Containers(6), source: "engine-1") with { Namespace = "web", Labels = new Dictionary<string, string> { ["tier"] = "gold" } };
        await Store.AdmitAsync(request, Cancellation);
        Allocation before = await AllocationAsync("a");
        foreach (AdmissionRequest other in new[]
        {
            Request("a", Containers(6), source: "engine-2") with { Namespace = request.Namespace, Labels = request.Labels },
            request with { Namespace = null },
            request with { Labels = new Dictionary<string, string> { ["tier"] = "silver" } },
        })
        {
            await Expect.ThrowsAsync<AllocationConflictException>(async () => await Second.AdmitAsync(other, Cancellation));
        }

        Expect.Equal(before, await AllocationAsync("a"));
        await Store.AdmitAsync(Request("a", Containers(6)) with { Namespace = request.Namespace, Labels = request.Labels }, Cancellation);
        Expect.Equal("engine-1", (await AllocationAsync("a")).Source, "who names no source joins any");
    }

    public async Task TheNewestHandleWins()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        AdmissionResult second = await HoldAsync("a", Containers(1));
        Expect.True(!await At().ReleaseAsync(Acme, "a", first.Admission, onlyHeld: true, Cancellation), "the older handle to give back nothing");
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "a", first.Admission, Cancellation));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().RenewAsync(Acme, "a", first.Admission, Lease, Cancellation));
        await At().CommitAsync(Acme, "a", second.Admission, Cancellation);
        Expect.True(!await At().ReleaseAsync(Acme, "a", first.Admission, onlyHeld: false, Cancellation), "a release by an older number to free nothing");
        Expect.True(await At().ReleaseAsync(Acme, "a", second.Admission, onlyHeld: false, Cancellation), "a release by its number to free it");
    }

    public async Task RefusesALiveIdWithOtherAmounts()
    {
        await AddAsync();
        ResourceAmounts existing = new() { Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } };
        await HoldAsync("a", existing);
        foreach (ResourceAmounts other in new[] { Containers(1), Gpus(1), existing with { CpuCores = 0.001m }, existing with { Containers = 2 } })
        {
            AllocationConflictException conflict = await Expect.ThrowsAsync<AllocationConflictException>(async () => await Second.AdmitAsync(Request("a", other), Cancellation));
            Expect.Equal(existing, conflict.Existing);
            Expect.Equal(other, conflict.Requested);
        }

        Expect.Equal(existing, (await AllocationAsync("a")).Amounts);
    }

    public async Task IdsAreOrdinalAndTheTenantsOwn()
    {
        await AddAsync();
        await AddAsync("umbrella");
        string[] ids = ["job", "JOB", "Job", "jöb", "jo\u0308b", "job-", "job%", "j_b"];
        foreach (string id in ids)
        {
            await HoldAsync(id, Containers(1));
        }

        await HoldAsync("job", Containers(5), tenant: "umbrella");
        Expect.Equal(ids.Length, (await AllocationsAsync()).Select(a => a.Admission).Distinct().Count());
        Expect.True(await At().ReleaseAsync(Acme, "JOB", null, false, Cancellation), "'JOB' to be released");
        Expect.Sequence(ids.Where(i => i != "JOB").Order(StringComparer.Ordinal), (await AllocationsAsync()).Select(a => a.Id));
        Expect.Equal(5, await TotalAsync(tenant: "umbrella"));
    }

    public async Task NeedsAnActiveTenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.AdmitAsync(Request("a", Containers(1)), Cancellation));
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            string id = $"t-{(int)status}";
            await AddAsync(id, status: status);
            TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Store.AdmitAsync(Request("a", Containers(1), tenant: id), Cancellation));
            Expect.Equal(status, refusal.Status);
            Expect.Equal(0, await TotalAsync(tenant: id));
        }
    }

    public async Task FollowsTheStatusAtOnce()
    {
        Tenant tenant = await AddAsync();
        await HoldAsync("a", Containers(1));
        Tenant suspended = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Second.AdmitAsync(Request("b", Containers(1)), Cancellation));
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Second.AdmitAsync(Request("a", Containers(1)), Cancellation), "a repeated reservation needs an Active tenant, too");
        await SetStatusAsync(suspended, TenantStatus.Active);
        Expect.True((await Second.AdmitAsync(Request("b", Containers(1)), Cancellation)).Decision.IsAdmitted, "an Active tenant to be admitted again");
    }

    public async Task DoesNotFindAnotherIncarnation()
    {
        Tenant former = await AddAsync();
        await Store.AdmitAsync(Request("a", Containers(1), uid: former.Uid), Cancellation);
        Tenant current = await MakeAgainAsync(former);

        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.AdmitAsync(Request("a", Containers(1), uid: former.Uid), Cancellation));
        Expect.Equal(0, await TotalAsync());
        await Store.AdmitAsync(Request("a", Containers(1), uid: current.Uid), Cancellation);
        await Store.AdmitAsync(Request("b", Containers(1)), Cancellation);
        Expect.Equal(2, await TotalAsync());
    }

    private static QuotaShortage? Shortage(QuotaDecision decision, string resource) => decision.Shortages.FirstOrDefault(s => s.Resource == resource);
}
