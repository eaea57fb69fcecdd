namespace Hivemind.Tenancy.Testing;

/// <summary>Committing holds.</summary>
internal sealed class CommitCases : StoreCases
{
    public async Task MakesAHoldPermanent()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        await SecondAt(After(1)).CommitAsync(Acme, "a", hold.Admission, Cancellation);

        Allocation committed = await AllocationAsync("a", After(1_000_000));
        Expect.Equal(new Allocation(Acme, UidOf("acme"), "a", Containers(4), "") { ExpiresAt = null, CreatedAt = Now, Admission = hold.Admission, Change = committed.Change }, committed);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 4, 0, 10, 10), (await UsageAsync(After(1_000_000)))[ResourceNames.Containers]);
    }

    public async Task RepeatsHarmlessly()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        await At(After(1)).CommitAsync(Acme, "a", null, Cancellation);
        await SecondAt(After(3600)).CommitAsync(Acme, "a", hold.Admission, Cancellation);
        await At(After(7200)).CommitAsync(Acme, "a", null, Cancellation);

        Expect.Equal(4, await TotalAsync());
        Expect.Equal(
            (hold.Admission, 4), ((await AllocationAsync("a")).Admission, (await AllocationAsync("a")).Change), "each says anew that it runs, and nothing else");
    }

    public async Task RefusesAHoldThatHasEnded()
    {
        await AddAsync();
        await HoldAsync("a", Containers(1));
        await HoldAsync("b", Containers(1));
        await At(Now + Lease - Instant).CommitAsync(Acme, "a", null, Cancellation);
        ReservationExpiredException refusal = await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(Now + Lease).CommitAsync(Acme, "b", null, Cancellation));

        Expect.Equal("b", refusal.AllocationId);
        Expect.Equal(1, await TotalAsync(Now + Lease));
    }

    public async Task RefusesWhatIsNotThere()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().CommitAsync(Acme, "a", null, Cancellation));
        await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "a", null, Cancellation));
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "A", null, Cancellation));
        await At().ReleaseAsync(Acme, "a", null, false, Cancellation);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "a", null, Cancellation));
    }

    public async Task MeansOnlyTheAllocationWithTheNumber()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        await At().ReleaseAsync(Acme, "a", null, false, Cancellation);
        AdmissionResult second = await HoldAsync("a", Containers(1));

        Expect.NotEqual(first.Admission, second.Admission);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "a", first.Admission, Cancellation));
        Expect.True(!(await AllocationAsync("a")).IsCommitted, "the later hold to be untouched");
        await At().CommitAsync(Acme, "a", second.Admission, Cancellation);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "a", first.Admission, Cancellation));
    }

    public async Task NeedsAnActiveOrSuspendedTenant()
    {
        Tenant tenant = await AddAsync();
        foreach (string id in new[] { "a", "b", "c" })
        {
            await HoldAsync(id, Containers(1));
        }

        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await At().CommitAsync(Acme, "a", null, Cancellation);
        foreach (TenantStatus status in new[] { TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().CommitAsync(Acme, "b", null, Cancellation));
            Expect.Equal(status, refusal.Status);
        }

        Expect.Equal(1, (await UsageAsync()).Committed);
    }

    public async Task SaysTheStatus()
    {
        Tenant tenant = await AddAsync();
        await HoldAsync("a", Containers(1));
        Expect.Equal(TenantStatus.Active, await At().CommitAsync(Acme, "a", null, Cancellation));
        await SetStatusAsync(tenant, TenantStatus.Suspended);
        Expect.Equal(TenantStatus.Suspended, await SecondAt().CommitAsync(Acme, "a", null, Cancellation), "whoever started it learns of the suspension");
    }

    public async Task CommitsOverALoweredQuota()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(10));
        await ChangeAsync(tenant, t => t with { ResourceQuotas = Limit(1) });
        await At().CommitAsync(Acme, "a", null, Cancellation);
        Expect.Equal(9, (await UsageAsync())[ResourceNames.Containers].Over);
    }
}
