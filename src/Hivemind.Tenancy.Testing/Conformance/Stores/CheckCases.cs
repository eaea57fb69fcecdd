namespace Hivemind.Tenancy.Testing;

/// <summary>Checking: admission that holds nothing.</summary>
internal sealed class CheckCases : StoreCases
{
    public async Task DecidesAsAdmissionWouldAndHoldsNothing()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(7));

        Expect.True((await SecondAt().CheckAsync(Acme, Containers(3), Cancellation)).IsAdmitted, "what is left to fit");
        QuotaDecision refusal = await At().CheckAsync(Acme, Containers(4), Cancellation);
        Expect.Sequence([new QuotaShortage(ResourceNames.Containers, 4, 0, 7, 10)], refusal.Shortages);
        Expect.Equal(7, await TotalAsync());
        Expect.Equal(1, (await AllocationsAsync()).Count);
        Expect.True((await At(Now + Lease).CheckAsync(Acme, Containers(10), Cancellation)).IsAdmitted, "an ended hold to be left out");
    }

    public async Task NeedsAnActiveTenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().CheckAsync(Acme, Containers(1), Cancellation));
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            Tenant tenant = await AddAsync($"t-{(int)status}", status: status);
            TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().CheckAsync(tenant.Id, Containers(1), Cancellation));
            Expect.Equal(status, refusal.Status);
        }
    }
}
