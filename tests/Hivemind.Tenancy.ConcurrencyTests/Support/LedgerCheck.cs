namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A tenant's usage is the sum of what it holds, and everything held can be released, once.</summary>
internal static class LedgerCheck
{
    public static async Task RunAsync(Platform platform, Tenant tenant)
    {
        IReadOnlyList<Allocation> allocations = await platform.Quotas.ListAllocationsAsync(tenant.Id);
        TenantUsage usage = await platform.Quotas.GetUsageAsync(tenant.Id);

        usage.Held.Should().Be(allocations.Count(a => !a.IsCommitted));
        usage.Committed.Should().Be(allocations.Count(a => a.IsCommitted));
        usage[ResourceNames.Containers].Reserved.Should().Be(allocations.Where(a => !a.IsCommitted).Sum(a => a.Amounts.Containers));
        usage[ResourceNames.Containers].Used.Should().Be(allocations.Where(a => a.IsCommitted).Sum(a => a.Amounts.Containers));

        (await platform.Quotas.RecomputeAsync(tenant.Id)).Should().BeEmpty("totals are kept exactly");

        foreach (Allocation allocation in allocations)
        {
            (await platform.Quotas.ReleaseAsync(tenant.Id, allocation.Id)).Should().BeTrue("{0} is held", allocation.Id);
            (await platform.Quotas.ReleaseAsync(tenant.Id, allocation.Id)).Should().BeFalse("{0} is released", allocation.Id);
        }

        (await platform.Quotas.GetUsageAsync(tenant.Id)).Resources.Should().OnlyContain(r => r.Total == 0);
    }
}
