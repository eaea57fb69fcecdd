namespace Hivemind.Tenancy.Testing;

/// <summary>Checking: admission that holds nothing.</summary>
internal sealed class CheckCases : StoreCases
{
    public async Task DecidesAsAdmissionWouldAndHoldsNothing()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(7));

        Expect.True((await Second.CheckAsync(Acme, Containers(3), Now, Cancellation)).IsAdmitted, "what is left to fit");
        QuotaDecision refusal = await Store.CheckAsync(Acme, Containers(4), Now, Cancellation);
        Expect.Sequence([new QuotaShortage(ResourceNames.Containers, 4, 0, 7, 10, Now + Lease)], refusal.Shortages);
        Expect.Equal(7, await TotalAsync());
        Expect.Equal(1, (await AllocationsAsync()).Count);
        Expect.True((await Store.CheckAsync(Acme, Containers(10), Now + Lease, Cancellation)).IsAdmitted, "an ended hold to be left out");
    }

    public async Task NeedsAnActiveTenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await Store.CheckAsync(Acme, Containers(1), Now, Cancellation));
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            Tenant tenant = await AddAsync($"t-{(int)status}", status: status);
            TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await Store.CheckAsync(tenant.Id, Containers(1), Now, Cancellation));
            Expect.Equal(status, refusal.Status);
        }
    }
}
