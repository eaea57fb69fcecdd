using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Holds a database against the journals of the workers that used it.</summary>
internal static class CrashCheck
{
    public const long Limit = 40;

    private static readonly TimeSpan LongerThanLeases = TimeSpan.FromHours(2);

    /// <summary>Every acknowledged write is there, and usage is the sum of allocations, now and after the leases of the dead.</summary>
    public static async Task AgreesAsync(Func<TimeProvider, ServiceProvider> open, WorkerJournal journal, CancellationToken cancellationToken)
    {
        await using (ServiceProvider now = open(TimeProvider.System))
        {
            foreach (TenantId tenant in journal.Tenants)
            {
                (await now.GetRequiredService<ITenantManager>().GetTenantAsync(tenant, cancellationToken)).Status.Should().Be(TenantStatus.Active);
            }

            foreach (IGrouping<TenantId, KeyValuePair<(TenantId Tenant, string Id), WorkerJournal.Expectation>> tenant in journal.Allocations.GroupBy(a => a.Key.Tenant))
            {
                IReadOnlyDictionary<string, Allocation> found = await SumsAgreeAsync(now, tenant.Key, cancellationToken);
                foreach (((_, string id), WorkerJournal.Expectation expected) in tenant)
                {
                    Allocation? allocation = found.GetValueOrDefault(id);
                    expected.Allows(allocation).Should().BeTrue("allocation {0} is {1}, and the journal says {2}", id, allocation, expected);
                }

                found.Keys.Should().BeSubsetOf(tenant.Select(a => a.Key.Id));
            }

            await UsageCheck.AgreesAsync(now, [journal], cancellationToken);
        }

        await using ServiceProvider later = open(new FakeTimeProvider(DateTimeOffset.UtcNow + LongerThanLeases));
        foreach (TenantId tenant in journal.Tenants)
        {
            IReadOnlyDictionary<string, Allocation> left = await SumsAgreeAsync(later, tenant, cancellationToken);
            left.Values.Should().NotContain(a => !a.IsCommitted, "leases of the dead have ended");
            (await later.GetRequiredService<IConsumptionManager>().GetBudgetsAsync(tenant, cancellationToken)).Should().NotContain(u => u.Held != 0, "those of budgets, too");
        }
    }

    /// <summary>Usage is the sum of what is listed, and not over the limit.</summary>
    public static async Task<IReadOnlyDictionary<string, Allocation>> SumsAgreeAsync(ServiceProvider host, TenantId tenant, CancellationToken cancellationToken)
    {
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        Dictionary<string, Allocation> all = [];
        AllocationQuery query = new() { Limit = TenancyLimits.PageSize };
        while (await quotas.ListAllocationsAsync(tenant, query, cancellationToken) is { Count: > 0 } page)
        {
            foreach (Allocation allocation in page)
            {
                all.Add(allocation.Id, allocation);
            }

            query = query with { After = page[^1].Id };
        }

        ResourceUsage usage = (await quotas.GetUsageAsync(tenant, cancellationToken))[ResourceNames.Containers];
        usage.Used.Should().Be(all.Values.Where(a => a.IsCommitted).Sum(a => a.Amounts.Containers));
        usage.Reserved.Should().Be(all.Values.Where(a => !a.IsCommitted).Sum(a => a.Amounts.Containers));
        usage.Total.Should().BeLessThanOrEqualTo(Limit);
        return all;
    }
}
