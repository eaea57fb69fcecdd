namespace Hivemind.Tenancy.Testing;

/// <summary>Releasing, by id and by the token of a hold.</summary>
internal sealed class ReleaseCases : StoreCases
{
    public async Task FreesWhatIsHeldOrCommitted()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("held", Containers(4));
        await CommittedAsync("committed", Containers(6));

        Expect.True(await Second.ReleaseAsync(Acme, "held", null, Now, Cancellation), "a hold to be released");
        Expect.Equal(6, await TotalAsync());
        Expect.True(await Store.ReleaseAsync(Acme, "committed", null, Now, Cancellation), "what is committed to be released");
        Expect.Equal(0, await TotalAsync());
        await HoldAsync("all", Containers(10));
    }

    public async Task FreesOnceThoughCalledTwice()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("other", Containers(5));
        await CommittedAsync("a", Containers(5));

        Expect.True(await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), "the first release to free it");
        Expect.True(!await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), "the second release to find nothing");
        Expect.True(!await Second.ReleaseAsync(Acme, "a", null, Now, Cancellation), "the third release to find nothing");
        Expect.Equal(5, await TotalAsync());
        await HoldAsync("b", Containers(5));
        await RefusedAsync("c", Containers(1));
    }

    public async Task IsFalseWhenThereIsNothing()
    {
        Expect.True(!await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), "no such tenant to be false");
        Expect.True(!await Store.ReleaseAsync(Acme, "a", 1, Now, Cancellation), "no such tenant to be false");
        await AddAsync();
        Expect.True(!await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), "no such allocation to be false");
        Expect.True(!await Store.ReleaseAsync(Acme, "a", 1, Now, Cancellation), "no such allocation to be false");
        AdmissionResult hold = await HoldAsync("a", Containers(1));
        Expect.True(!await Store.ReleaseAsync(Acme, "a", hold.Token, Now + Lease, Cancellation), "an ended hold to be false");
        await HoldAsync("b", Containers(1));
        Expect.True(!await Store.ReleaseAsync(Acme, "b", null, Now + Lease, Cancellation), "an ended hold to be false");
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
            Expect.True(await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), $"a release while the tenant is {status}");
            Expect.True(await Store.ReleaseAsync(Acme, "b", hold.Token, Now, Cancellation), $"a release of a hold while the tenant is {status}");
            Expect.Equal(0, await TotalAsync());
        }
    }

    public async Task OfAHoldTakesOnlyTheTokensOwn()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        AdmissionResult other = await HoldAsync("b", Containers(1));

        Expect.True(!await Store.ReleaseAsync(Acme, "a", other.Token, Now, Cancellation), "another allocation's token to free nothing");
        Expect.True(!await Store.ReleaseAsync(Acme, "b", first.Token, Now, Cancellation), "another allocation's token to free nothing");
        Expect.True(await Second.ReleaseAsync(Acme, "a", first.Token, Now, Cancellation), "the hold's own token to free it");
        AdmissionResult again = await HoldAsync("a", Containers(7));
        Expect.True(!await Store.ReleaseAsync(Acme, "a", first.Token, Now, Cancellation), "the former token not to free the later hold");
        Expect.Equal(8, await TotalAsync());
        Expect.True(await Store.ReleaseAsync(Acme, "a", again.Token, Now, Cancellation), "the later token to free the later hold");
    }

    public async Task OfAHoldLeavesWhatIsCommitted()
    {
        await AddAsync();
        AdmissionResult hold = await CommittedAsync("a", Containers(1));
        Expect.True(!await Store.ReleaseAsync(Acme, "a", hold.Token, Now, Cancellation), "what is committed not to be freed as a hold");
        Expect.True((await AllocationAsync("a")).IsCommitted, "it to stay committed");
    }

    public async Task FreesEveryResource()
    {
        await AddAsync();
        ResourceAmounts amounts = new() { CpuCores = 1.5m, MemoryBytes = 2, StorageBytes = 3, Containers = 4, Services = 5, Other = new Dictionary<string, decimal> { ["gpu"] = 6 } };
        await CommittedAsync("a", amounts);
        await HoldAsync("b", amounts);
        await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation);
        await Store.ReleaseAsync(Acme, "b", null, Now, Cancellation);

        TenantUsage usage = await UsageAsync();
        Expect.True(usage.Resources.All(r => r.Total == 0), "nothing to be left of any resource");
        Expect.Equal(5, usage.Resources.Count, "a resource of which nothing is held or limited is not listed");
        Expect.Equal(0, usage.Held + usage.Committed);
    }
}
