using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Holds usage records and budgets against the journals of workers that were killed, or competed.</summary>
internal static class UsageCheck
{
    /// <summary>Of tokens in an hour.</summary>
    public const long Budget = 300;

    private static readonly ConsumptionQuery Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>What was acknowledged is charged once, and what was not at most once; each allocation is metered from its admission on, without a gap and never twice.</summary>
    public static async Task AgreesAsync(ServiceProvider host, IReadOnlyList<WorkerJournal> journals, CancellationToken cancellationToken)
    {
        await SpendingAgreesAsync(host.GetRequiredService<IConsumptionManager>(), journals, cancellationToken);
        List<UsageRecord> records = await ReadAsync(host.GetRequiredService<IUsageMeter>(), cancellationToken);
        records.Select(r => r.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        ILookup<(TenantId, string), UsageRecord> closed = records.ToLookup(r => (r.TenantId, r.AllocationId));
        foreach (WorkerJournal journal in journals)
        {
            foreach (((TenantId Tenant, string Id) key, WorkerJournal.Expectation expected) in journal.Allocations)
            {
                Faults([.. closed[key]], expected, journal.Released.Contains(key)).Should().BeNull("of allocation {0}: {1}", key, string.Join(", ", closed[key]));
            }
        }
    }

    /// <summary>What is wrong with the records of an allocation that was reserved once; null for nothing.</summary>
    internal static string? Faults(IReadOnlyList<UsageRecord> records, WorkerJournal.Expectation expected, bool isReleased)
    {
        if (records.Skip(1).Where((r, i) => records[i].To != r.From).Any())
        {
            return "has a gap, or overlaps";
        }

        if (records.Any(r => r.Amounts.Containers != expected.Units))
        {
            return "is charged for what it did not hold";
        }

        if (records.Skip(1).Where((r, i) => records[i].IsCommitted && !r.IsCommitted).Any())
        {
            return "was held after it was committed";
        }

        bool wasHeld = records.Any(r => !r.IsCommitted);
        bool wasCommitted = records.Any(r => r.IsCommitted);
        return (expected, isReleased) switch
        {
            (_, true) => wasHeld && wasCommitted ? null : "was released, and not charged for having been held and committed",
            ({ MayBeCommitted: true, MayBeHeld: false, MayBeAbsent: false }, _) => wasHeld && !wasCommitted ? null : "is committed, and not charged for having been held",
            ({ MayBeCommitted: false }, _) => records.Count == 0 ? null : "is charged for before it has ended",
            _ => null,
        };
    }

    private static async Task SpendingAgreesAsync(IConsumptionManager consumption, IReadOnlyList<WorkerJournal> journals, CancellationToken cancellationToken)
    {
        foreach (IGrouping<TenantId, WorkerJournal.Spending> tenant in journals.SelectMany(j => j.Spent).GroupBy(s => s.Key.Tenant, s => s.Value))
        {
            IReadOnlyList<ConsumptionWindow> windows = await consumption.ReadConsumptionAsync(tenant.Key, Always, cancellationToken);
            windows.Should().NotContain(w => w.Used > Budget);
            windows.Sum(w => w.Used).Should().BeInRange(tenant.Sum(s => s.LeastUsed), tenant.Sum(s => s.MostUsed), "{0} was charged what was acknowledged, once", tenant.Key);
            (await consumption.GetBudgetsAsync(tenant.Key, cancellationToken)).Sum(u => u.Held).Should()
                .BeInRange(tenant.Sum(s => s.LeastHeld), tenant.Sum(s => s.MostHeld), "{0} holds what is not settled", tenant.Key);
        }
    }

    private static async Task<List<UsageRecord>> ReadAsync(IUsageMeter meter, CancellationToken cancellationToken)
    {
        List<UsageRecord> all = [];
        long next = 0;
        while (await meter.ReadRecordsAsync(next, cancellationToken: cancellationToken) is { Records.Count: > 0 } page)
        {
            all.AddRange(page.Records);
            next = page.Next;
        }

        return all;
    }
}
