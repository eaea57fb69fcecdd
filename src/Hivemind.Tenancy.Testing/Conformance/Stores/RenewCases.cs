namespace Hivemind.Tenancy.Testing;

/// <summary>Renewing leases.</summary>
internal sealed class RenewCases : StoreCases
{
    public async Task ExtendsAHold()
    {
        await AddAsync();
        AdmissionResult hold = await HoldAsync("a", Containers(1));

        Expect.Equal<DateTimeOffset?>(After(20) + Lease, await Second.RenewAsync(Acme, "a", hold.Token, Lease, After(20), Cancellation));
        Expect.Equal<DateTimeOffset?>(After(20) + Lease, (await AllocationAsync("a")).ExpiresAt);
        Expect.Equal(1, await TotalAsync(After(49)));
        Expect.Equal(0, await TotalAsync(After(50)));
        Expect.Equal(0, (await UsageAsync(After(50))).Held);
    }

    public async Task NeverShortensALease()
    {
        await AddAsync();
        await HoldAsync("a", Containers(1), lease: TimeSpan.FromHours(1));
        Expect.Equal<DateTimeOffset?>(After(3600), await Store.RenewAsync(Acme, "a", null, Lease, After(1), Cancellation));
        Expect.Equal<DateTimeOffset?>(After(3600), (await AllocationAsync("a")).ExpiresAt);
    }

    public async Task IsHarmlessWhenCommitted()
    {
        await AddAsync();
        AdmissionResult hold = await CommittedAsync("a", Containers(1));
        Expect.Null(await Store.RenewAsync(Acme, "a", hold.Token, Lease, After(1), Cancellation));
        Expect.True((await AllocationAsync("a")).IsCommitted, "it to stay committed");
    }

    public async Task RefusesAHoldThatHasEndedOrIsNotThere()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.RenewAsync(Acme, "a", null, Lease, Now, Cancellation));
        await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.RenewAsync(Acme, "a", null, Lease, Now, Cancellation));
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.RenewAsync(Acme, "a", null, Lease, Now + Lease, Cancellation));
        Expect.Equal(0, await TotalAsync(Now + Lease), "an ended lease does not come back");
    }

    public async Task MeansOnlyTheAllocationWithTheToken()
    {
        await AddAsync();
        AdmissionResult first = await HoldAsync("a", Containers(1));
        await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation);
        await HoldAsync("a", Containers(1));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await Store.RenewAsync(Acme, "a", first.Token, TimeSpan.FromHours(1), Now, Cancellation));
        Expect.Equal<DateTimeOffset?>(Now + Lease, (await AllocationAsync("a")).ExpiresAt);
    }

    public async Task NeedsAnActiveOrSuspendedTenant()
    {
        Tenant tenant = await AddAsync();
        await HoldAsync("a", Containers(1));
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await Store.RenewAsync(Acme, "a", null, Lease, After(1), Cancellation);
        foreach (TenantStatus status in new[] { TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Store.RenewAsync(Acme, "a", null, Lease, After(2), Cancellation));
        }

        Expect.Equal<DateTimeOffset?>(After(1) + Lease, (await AllocationAsync("a")).ExpiresAt);
    }
}
