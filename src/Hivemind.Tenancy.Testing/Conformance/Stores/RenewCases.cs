namespace Hivemind.Tenancy.Testing;

/// <summary>Renewing leases.</summary>
internal sealed class RenewCases : StoreCases
{
    public async Task ExtendsAHold()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("a", Containers(1));

        Expect.Equal<DateTimeOffset?>(After(20) + Lease, await SecondAt(After(20)).RenewAsync(Acme, "a", hold.Admission, Lease, Cancellation));
        Expect.Equal<DateTimeOffset?>(After(20) + Lease, (await AllocationAsync("a")).ExpiresAt);
        Expect.Equal(1, await TotalAsync(After(49)));
        Expect.Equal(0, await TotalAsync(After(50)));
        Expect.Equal(0, (await UsageAsync(After(50))).Held);
    }

    public async Task NeverShortensALease()
    {
        await AddAsync();
        await HoldAsync("a", Containers(1), lease: TimeSpan.FromHours(1));
        Expect.Equal<DateTimeOffset?>(After(3600), await At(After(1)).RenewAsync(Acme, "a", null, Lease, Cancellation));
        Expect.Equal<DateTimeOffset?>(After(3600), (await AllocationAsync("a")).ExpiresAt);
    }

    public async Task IsHarmlessWhenCommitted()
    {
        await AddAsync();
        AdmissionResult hold = await CommittedAsync("a", Containers(1));
        Expect.Null(await At(After(1)).RenewAsync(Acme, "a", hold.Admission, Lease, Cancellation));
        Expect.True((await AllocationAsync("a")).IsCommitted, "it to stay committed");
    }

    public async Task RefusesAHoldThatHasEndedOrIsNotThere()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().RenewAsync(Acme, "a", null, Lease, Cancellation));
        await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().RenewAsync(Acme, "a", null, Lease, Cancellation));
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(Now + Lease).RenewAsync(Acme, "a", null, Lease, Cancellation));
        Expect.Equal(0, await TotalAsync(Now + Lease), "an ended lease does not come back");
    }

    public async Task MeansOnlyTheAllocationWithTheNumber()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        await At().ReleaseAsync(Acme, "a", null, false, Cancellation);
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().RenewAsync(Acme, "a", first.Admission, TimeSpan.FromHours(1), Cancellation));
        Expect.Equal<DateTimeOffset?>(Now + Lease, (await AllocationAsync("a")).ExpiresAt);
    }

    public async Task NeedsAnActiveOrSuspendedTenant()
    {
        Tenant tenant = await AddAsync();
        await HoldAsync("a", Containers(1));
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await At(After(1)).RenewAsync(Acme, "a", null, Lease, Cancellation);
        foreach (TenantStatus status in new[] { TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At(After(2)).RenewAsync(Acme, "a", null, Lease, Cancellation));
        }

        Expect.Equal<DateTimeOffset?>(After(1) + Lease, (await AllocationAsync("a")).ExpiresAt);
    }
}
