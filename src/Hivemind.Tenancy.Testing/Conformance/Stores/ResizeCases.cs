namespace Hivemind.Tenancy.Testing;

/// <summary>Resizing live allocations.</summary>
internal sealed class ResizeCases : StoreCases
{
    public async Task SetsTheAmountsAndKeepsTheRest()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(4), source: "engine-1");
        AdmissionResult result = await SecondAt(After(1)).ResizeAsync(Acme, "a", new ResourceAmounts { Containers = 10, CpuCores = 0.5m }, Cancellation);

        Expect.True(result.Decision.IsAdmitted, "what fits to be admitted");
        Expect.Equal(hold.Admission, result.Admission);
        Expect.Equal(hold.ExpiresAt, result.ExpiresAt);
        Expect.Equal(
            new Allocation(Acme, UidOf("acme"), "a", new ResourceAmounts { Containers = 10, CpuCores = 0.5m }, "engine-1") { ExpiresAt = Now + Lease, CreatedAt = Now, Admission = hold.Admission, Change = hold.Admission + 1 },
            await AllocationAsync("a"));
        Expect.Equal(10, await TotalAsync());

        await At(After(2)).CommitAsync(Acme, "a", hold.Admission, Cancellation);
        AdmissionResult shrunk = await At(After(3)).ResizeAsync(Acme, "a", Containers(1), Cancellation);
        Expect.Null(shrunk.ExpiresAt);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 1, 0, 10, 10), (await UsageAsync())[ResourceNames.Containers]);
        Expect.Equal(0, (await UsageAsync())[ResourceNames.Cpu].Total);
    }

    public async Task RefusesGrowthThatDoesNotFitAndChangesNothing()
    {
        await AddAsync(quotas: new ResourceQuotas { Containers = 10, MemoryBytes = 100 });
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        await CommittedAsync("b", Containers(5));
        Allocation before = await AllocationAsync("a");
        AdmissionResult refused = await At(After(1)).ResizeAsync(Acme, "a", new ResourceAmounts { Containers = 6, MemoryBytes = 50 }, Cancellation);

        Expect.Sequence([new QuotaShortage(ResourceNames.Containers, 2, 5, 4, 10)], refused.Decision.Shortages, "for a resize, requested is how much more");
        Expect.Equal(before, await AllocationAsync("a"));
        Expect.True((await At().ResizeAsync(Acme, "a", Containers(5), Cancellation)).Decision.IsAdmitted, "growth to exactly the limit");
        await At().CommitAsync(Acme, "a", hold.Admission, Cancellation);
    }

    public async Task OnlyResourcesThatGrowCanRefuse()
    {
        Tenant tenant = await AddAsync(quotas: new ResourceQuotas { Containers = 10, Services = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } });
        await CommittedAsync("a", new ResourceAmounts { Containers = 8, Services = 2, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } });
        await ChangeAsync(tenant, t => t with { ResourceQuotas = new ResourceQuotas { Containers = 2, Services = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } } });

        ResourceAmounts next = new() { Containers = 7, Services = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } };
        Expect.True((await At().ResizeAsync(Acme, "a", next, Cancellation)).Decision.IsAdmitted, "containers that shrink and stay over not to refuse");
        Expect.True(!(await At().ResizeAsync(Acme, "a", next with { Containers = 8 }, Cancellation)).Decision.IsAdmitted, "containers that grow while over to refuse");
        Expect.Sequence(["gpu"], (await At().ResizeAsync(Acme, "a", next with { Other = new Dictionary<string, decimal> { ["gpu"] = 5 } }, Cancellation)).Decision.Shortages.Select(s => s.Resource));
        Expect.True((await At().ResizeAsync(Acme, "a", next, Cancellation)).Decision.IsAdmitted, "equal amounts to be admitted");
    }

    public async Task RefusesWhatHasEndedOrIsNotThere()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().ResizeAsync(Acme, "a", Containers(1), Cancellation));
        await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().ResizeAsync(Acme, "a", Containers(1), Cancellation));
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(Now + Lease).ResizeAsync(Acme, "a", Containers(2), Cancellation));
        Expect.Equal(0, await TotalAsync(Now + Lease));
    }

    public async Task GrowthNeedsAnActiveTenantAndShrinkingAnActiveOrSuspendedOne()
    {
        Tenant tenant = await AddAsync();
        await CommittedAsync("a", new ResourceAmounts { Containers = 5, Services = 5 });
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().ResizeAsync(Acme, "a", new ResourceAmounts { Containers = 6, Services = 1 }, Cancellation));
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().ResizeAsync(Acme, "a", new ResourceAmounts { Containers = 5, Services = 5, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } }, Cancellation));
        Expect.True((await At().ResizeAsync(Acme, "a", new ResourceAmounts { Containers = 4, Services = 5 }, Cancellation)).Decision.IsAdmitted, "shrinking while Suspended");
        foreach (TenantStatus status in new[] { TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().ResizeAsync(Acme, "a", Containers(1), Cancellation));
        }

        Expect.Equal(4, await TotalAsync());
    }

    public async Task NeverCountsBeyond63Bits()
    {
        await AddAsync();
        await CommittedAsync("a", new ResourceAmounts { MemoryBytes = long.MaxValue - 1 });
        await CommittedAsync("b", new ResourceAmounts { MemoryBytes = 1 });
        Expect.True(!(await At().ResizeAsync(Acme, "b", new ResourceAmounts { MemoryBytes = long.MaxValue }, Cancellation)).Decision.IsAdmitted, "a total beyond 2^63 - 1 to be refused");
        Expect.True(!(await At().ResizeAsync(Acme, "b", new ResourceAmounts { MemoryBytes = 2 }, Cancellation)).Decision.IsAdmitted, "a total beyond 2^63 - 1 to be refused");
        Expect.Equal<decimal>(long.MaxValue, (await UsageAsync())[ResourceNames.Memory].Total);
    }
}
