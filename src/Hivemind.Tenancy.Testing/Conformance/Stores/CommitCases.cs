namespace Hivemind.Tenancy.Testing;

/// <summary>Committing holds.</summary>
internal sealed class CommitCases : StoreCases
{
    public async Task MakesAHoldPermanent()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        await Second.CommitAsync(Acme, "a", hold.Token, After(1), Cancellation);

        Allocation committed = await AllocationAsync("a", After(1_000_000));
        Expect.Equal(new Allocation(Acme, "a", Containers(4), "", null, Now, After(1), hold.Token), committed);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 4, 0, 10, 10), (await UsageAsync(After(1_000_000)))[ResourceNames.Containers]);
    }

    public async Task RepeatsHarmlessly()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        await Store.CommitAsync(Acme, "a", null, After(1), Cancellation);
        await Second.CommitAsync(Acme, "a", hold.Token, After(3600), Cancellation);
        await Store.CommitAsync(Acme, "a", null, After(7200), Cancellation);

        Expect.Equal(4, await TotalAsync());
        Expect.Equal(After(1), (await AllocationAsync("a")).ChangedAt, "a repeated commit changes nothing");
    }

    public async Task RefusesAHoldThatHasEnded()
    {
        await AddAsync();
        await HoldAsync("a", Containers(1));
        await HoldAsync("b", Containers(1));
        await Store.CommitAsync(Acme, "a", null, Now + Lease - Instant, Cancellation);
        ReservationExpiredException refusal = await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "b", null, Now + Lease, Cancellation));

        Expect.Equal("b", refusal.AllocationId);
        Expect.Equal(1, await TotalAsync(Now + Lease));
    }

    public async Task RefusesWhatIsNotThere()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.CommitAsync(Acme, "a", null, Now, Cancellation));
        await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "a", null, Now, Cancellation));
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "A", null, Now, Cancellation));
        await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "a", null, Now, Cancellation));
    }

    public async Task MeansOnlyTheAllocationWithTheToken()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation);
        AdmissionResult second = await HoldAsync("a", Containers(1));

        Expect.NotEqual(first.Token, second.Token);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "a", first.Token, Now, Cancellation));
        Expect.True(!(await AllocationAsync("a")).IsCommitted, "the later hold to be untouched");
        await Store.CommitAsync(Acme, "a", second.Token, Now, Cancellation);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.CommitAsync(Acme, "a", first.Token, Now, Cancellation));
    }

    public async Task NeedsAnActiveOrSuspendedTenant()
    {
        Tenant tenant = await AddAsync();
        foreach (string id in new[] { "a", "b", "c" })
        {
            await HoldAsync(id, Containers(1));
        }

        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await Store.CommitAsync(Acme, "a", null, Now, Cancellation);
        foreach (TenantStatus status in new[] { TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Store.CommitAsync(Acme, "b", null, Now, Cancellation));
            Expect.Equal(status, refusal.Status);
        }

        Expect.Equal(1, (await UsageAsync()).Committed);
    }

    public async Task CommitsOverALoweredQuota()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(10));
        await ChangeAsync(tenant, t => t with { ResourceQuotas = Limit(1) });
        await Store.CommitAsync(Acme, "a", null, Now, Cancellation);
        Expect.Equal(9, (await UsageAsync())[ResourceNames.Containers].Over);
    }
}
