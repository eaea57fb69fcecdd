namespace Hivemind.Tenancy.Testing;

/// <summary>Releasing, by id and by the number of a hold.</summary>
internal sealed class ReleaseCases : StoreCases
{
    public async Task FreesWhatIsHeldOrCommitted()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("held", Containers(4));
        await CommittedAsync("committed", Containers(6));

        Expect.True(await SecondAt().ReleaseAsync(Acme, "held", null, false, Cancellation), "a hold to be released");
        Expect.Equal(6, await TotalAsync());
        Expect.True(await At().ReleaseAsync(Acme, "committed", null, false, Cancellation), "what is committed to be released");
        Expect.Equal(0, await TotalAsync());
        await HoldAsync("all", Containers(10));
    }

    public async Task FreesOnceThoughCalledTwice()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("other", Containers(5));
        await CommittedAsync("a", Containers(5));

        Expect.True(await At().ReleaseAsync(Acme, "a", null, false, Cancellation), "the first release to free it");
        Expect.True(!await At().ReleaseAsync(Acme, "a", null, false, Cancellation), "the second release to find nothing");
        Expect.True(!await SecondAt().ReleaseAsync(Acme, "a", null, false, Cancellation), "the third release to find nothing");
        Expect.Equal(5, await TotalAsync());
        await HoldAsync("b", Containers(5));
        await RefusedAsync("c", Containers(1));
    }

    public async Task IsFalseWhenThereIsNothing()
    {
        Expect.True(!await At().ReleaseAsync(Acme, "a", null, false, Cancellation), "no such tenant to be false");
        Expect.True(!await At().ReleaseAsync(Acme, "a", 1, true, Cancellation), "no such tenant to be false");
        await AddAsync();
        Expect.True(!await At().ReleaseAsync(Acme, "a", null, false, Cancellation), "no such allocation to be false");
        Expect.True(!await At().ReleaseAsync(Acme, "a", 1, true, Cancellation), "no such allocation to be false");
        AdmissionResult hold = await HoldAsync("a", Containers(1));
        Expect.True(!await At(Now + Lease).ReleaseAsync(Acme, "a", hold.Admission, true, Cancellation), "an ended hold to be false");
        await HoldAsync("b", Containers(1));
        Expect.True(!await At(Now + Lease).ReleaseAsync(Acme, "b", null, false, Cancellation), "an ended hold to be false");
    }

    public async Task WorksInEveryStatus()
    {
        Tenant tenant = await AddAsync();
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            tenant = await SetStatusAsync(tenant, TenantStatus.Active);
            await HoldAsync("a", Containers(1));
            AdmissionResult hold = await HoldAsync("b", Containers(1));
            tenant = await SetStatusAsync(tenant, status);
            Expect.True(await At().ReleaseAsync(Acme, "a", null, false, Cancellation), $"a release while the tenant is {status}");
            Expect.True(await At().ReleaseAsync(Acme, "b", hold.Admission, true, Cancellation), $"a release of a hold while the tenant is {status}");
            Expect.Equal(0, await TotalAsync());
        }
    }

    public async Task OfAHoldTakesOnlyTheNumbersOwn()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        AdmissionResult other = await HoldAsync("b", Containers(1));

        Expect.True(!await At().ReleaseAsync(Acme, "a", other.Admission, true, Cancellation), "another allocation's number to free nothing");
        Expect.True(!await At().ReleaseAsync(Acme, "b", first.Admission, true, Cancellation), "another allocation's number to free nothing");
        Expect.True(await SecondAt().ReleaseAsync(Acme, "a", first.Admission, true, Cancellation), "the hold's own number to free it");
        AdmissionResult again = await HoldAsync("a", Containers(7));
        Expect.True(!await At().ReleaseAsync(Acme, "a", first.Admission, true, Cancellation), "the former number not to free the later hold");
        Expect.Equal(8, await TotalAsync());
        Expect.True(await At().ReleaseAsync(Acme, "a", again.Admission, true, Cancellation), "the later number to free the later hold");
    }

    public async Task OfAHoldLeavesWhatIsCommitted()
    {
        await AddAsync();
        AdmissionResult hold = await CommittedAsync("a", Containers(1));
        Expect.True(!await At().ReleaseAsync(Acme, "a", hold.Admission, true, Cancellation), "what is committed not to be freed as a hold");
        Expect.True((await AllocationAsync("a")).IsCommitted, "it to stay committed");
    }

    public async Task FreesEveryResource()
    {
        await AddAsync();
        ResourceAmounts amounts = new() { CpuCores = 1.5m, MemoryBytes = 2, StorageBytes = 3, Containers = 4, Services = 5, Other = new Dictionary<string, decimal> { ["gpu"] = 6 } };
        await CommittedAsync("a", amounts);
        await HoldAsync("b", amounts);
        await At().ReleaseAsync(Acme, "a", null, false, Cancellation);
        await At().ReleaseAsync(Acme, "b", null, false, Cancellation);

        TenantUsage usage = await UsageAsync();
        Expect.True(usage.Resources.All(r => r.Total == 0), "nothing to be left of any resource");
        Expect.Equal(5, usage.Resources.Count, "a resource of which nothing is held or limited is not listed");
        Expect.Equal(0, usage.Held + usage.Committed);
    }
}
