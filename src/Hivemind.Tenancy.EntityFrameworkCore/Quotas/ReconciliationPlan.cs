namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What an observation changes in a tenant's live allocations. Nothing is changed here but the rows it is given.</summary>
internal sealed class ReconciliationPlan
{
    private readonly List<string> _committed = [];
    private readonly List<string> _corrected = [];
    private readonly List<string> _conflicting = [];

    private ReconciliationPlan()
    {
    }

    /// <summary>Rows that go.</summary>
    public List<AllocationRow> Freed { get; } = [];

    /// <summary>Rows that are new.</summary>
    public List<AllocationRow> Adopted { get; } = [];

    /// <exception cref="ArgumentException">A total would exceed what 64 bits can count; nothing was changed.</exception>
    public static ReconciliationPlan Make(
        TenantId tenantId, IReadOnlyList<AllocationRow> live, AllocationObservation observation, DateTimeOffset now)
    {
        Dictionary<string, AllocationRow> rows = live.ToDictionary(a => a.Id, StringComparer.Ordinal);
        EnsureCountable(rows, observation);
        ReconciliationPlan plan = new();
        HashSet<string> seen = observation.Allocations.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        plan.Freed.AddRange(live.Where(a =>
            a.ExpiresAt is null && a.Source == observation.Source && a.ChangedAt < observation.StartedAt.UtcTicks && !seen.Contains(a.Id)));
        foreach (ObservedAllocation allocation in observation.Allocations)
        {
            if (rows.TryGetValue(allocation.Id, out AllocationRow? row))
            {
                plan.Align(row, allocation, observation, now);
            }
            else
            {
                plan.Adopted.Add(Stray(tenantId, allocation, observation.Source, now));
            }
        }

        return plan;
    }

    public ReconciliationResult ToResult() => new()
    {
        Freed = Sorted(Freed.Select(a => a.Id)),
        Committed = Sorted(_committed),
        Adopted = Sorted(Adopted.Select(a => a.Id)),
        Corrected = Sorted(_corrected),
        Conflicting = Sorted(_conflicting),
    };

    private static string[] Sorted(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];

    private static AllocationRow Stray(TenantId tenantId, ObservedAllocation seen, string source, DateTimeOffset now)
    {
        AllocationRow row = new()
        {
            TenantId = tenantId.Value,
            Id = seen.Id,
            Source = source,
            CreatedAt = now.UtcTicks,
            ChangedAt = now.UtcTicks,
        };
        row.Set(seen.Amounts);
        return row;
    }

    private void Align(AllocationRow row, ObservedAllocation seen, AllocationObservation observation, DateTimeOffset now)
    {
        if (row.Source.Length > 0 && row.Source != observation.Source)
        {
            _conflicting.Add(seen.Id);
            return;
        }

        bool isSettled = row.ChangedAt < observation.StartedAt.UtcTicks;
        if (row.ExpiresAt is not null)
        {
            row.ExpiresAt = null;
            row.ChangedAt = now.UtcTicks;
            row.Source = observation.Source;
            _committed.Add(seen.Id);
        }

        if (isSettled && !ResourceUnits.Amounts(row).Equals(seen.Amounts))
        {
            row.Set(seen.Amounts);
            row.ChangedAt = now.UtcTicks;
            _corrected.Add(seen.Id);
        }
    }

    /// <summary>
    /// Adoption may exceed every limit, but not what 64 bits can count: checked before anything is changed. What is both held
    /// and seen counts once, with the larger amount.
    /// </summary>
    private static void EnsureCountable(Dictionary<string, AllocationRow> rows, AllocationObservation observation)
    {
        Dictionary<string, Int128> sums = new(StringComparer.Ordinal);
        foreach (AllocationRow row in rows.Values)
        {
            CountGrowth(ResourceUnits.Amounts(row), ResourceAmounts.None);
        }

        foreach (ObservedAllocation seen in observation.Allocations)
        {
            CountGrowth(seen.Amounts, rows.TryGetValue(seen.Id, out AllocationRow? row) ? ResourceUnits.Amounts(row) : ResourceAmounts.None);
        }

        void CountGrowth(ResourceAmounts amounts, ResourceAmounts held)
        {
            long[] known = ResourceUnits.Known(amounts);
            long[] had = ResourceUnits.Known(held);
            for (int i = 0; i < ResourceUnits.Count; i++)
            {
                Count(ResourceUnits.NameOf(i), known[i] - had[i]);
            }

            IReadOnlyDictionary<string, long> otherHad = ResourceUnits.Steps(held.Other);
            foreach ((string resource, long amount) in ResourceUnits.Steps(amounts.Other))
            {
                Count(resource, amount - otherHad.GetValueOrDefault(resource));
            }
        }

        void Count(string resource, long growth)
        {
            Int128 sum = sums.GetValueOrDefault(resource) + Math.Max(0, growth);
            sums[resource] = sum <= long.MaxValue ? sum : throw new ArgumentException(
                $"With what is observed, the tenant's total of '{resource}' would exceed {long.MaxValue} units.", nameof(observation));
        }
    }
}
