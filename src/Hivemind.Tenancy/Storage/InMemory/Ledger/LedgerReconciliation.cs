namespace Hivemind.Tenancy.Storage;

/// <summary>Brings a <see cref="TenantLedger"/> in line with an observation. Called under the tenant's lock.</summary>
internal static class LedgerReconciliation
{
    public static ReconciliationResult Apply(
        TenantLedger ledger, AllocationObservation observation, Func<long> nextToken, DateTimeOffset now)
    {
        EnsureCountable(ledger, observation);
        List<string> freed = [];
        List<string> committed = [];
        List<string> adopted = [];
        List<string> corrected = [];
        List<string> conflicting = [];
        foreach (LedgerEntry entry in Unseen(ledger, observation))
        {
            ledger.Remove(entry);
            freed.Add(entry.Id);
        }

        foreach (ObservedAllocation seen in observation.Allocations)
        {
            if (!ledger.TryGet(seen.Id, token: null, out LedgerEntry? entry))
            {
                ledger.Add(Stray(seen, observation.Source, nextToken(), now));
                adopted.Add(seen.Id);
                continue;
            }

            if (entry.Source.Length > 0 && entry.Source != observation.Source)
            {
                conflicting.Add(seen.Id);
                continue;
            }

            bool isSettled = entry.ChangedTicks < observation.StartedAt.UtcTicks;
            if (!entry.IsCommitted)
            {
                ledger.Commit(entry, now);
                entry.Source = observation.Source;
                committed.Add(seen.Id);
            }

            if (isSettled && !entry.Amounts.Equals(seen.Amounts))
            {
                ledger.Resize(entry, seen.Amounts, now);
                corrected.Add(seen.Id);
            }
        }

        return new ReconciliationResult
        {
            Freed = Sorted(freed),
            Committed = Sorted(committed),
            Adopted = Sorted(adopted),
            Corrected = Sorted(corrected),
            Conflicting = Sorted(conflicting),
        };
    }

    private static List<LedgerEntry> Unseen(TenantLedger ledger, AllocationObservation observation)
    {
        HashSet<string> seen = observation.Allocations.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return ledger.Entries
            .Where(e => e.IsCommitted && e.Source == observation.Source && e.ChangedTicks < observation.StartedAt.UtcTicks && !seen.Contains(e.Id))
            .ToList();
    }

    private static LedgerEntry Stray(ObservedAllocation seen, string source, long token, DateTimeOffset now) => new()
    {
        Id = seen.Id,
        Amounts = seen.Amounts,
        Source = source,
        Token = token,
        CreatedTicks = now.UtcTicks,
        ChangedTicks = now.UtcTicks,
        ExpiresTicks = TenancyClock.NeverTicks,
    };

    /// <summary>
    /// Adoption may exceed every limit, but not what 64 bits can count: checked before anything is changed. What is both held
    /// and seen counts once, with the larger amount.
    /// </summary>
    private static void EnsureCountable(TenantLedger ledger, AllocationObservation observation)
    {
        Dictionary<string, Int128> sums = new(StringComparer.Ordinal);
        foreach (LedgerEntry entry in ledger.Entries)
        {
            CountGrowth(entry.Amounts, ResourceAmounts.None);
        }

        foreach (ObservedAllocation seen in observation.Allocations)
        {
            CountGrowth(seen.Amounts, ledger.TryGet(seen.Id, token: null, out LedgerEntry? entry) ? entry.Amounts : ResourceAmounts.None);
        }

        void CountGrowth(ResourceAmounts amounts, ResourceAmounts held)
        {
            for (int i = 0; i < KnownAmounts.Count; i++)
            {
                Count(KnownAmounts.NameOf(i), amounts.Known[i] - held.Known[i]);
            }

            foreach ((string resource, long amount) in amounts.OtherMap)
            {
                Count(resource, amount - held.OtherMap.GetValueOrDefault(resource));
            }
        }

        void Count(string resource, long growth)
        {
            Int128 sum = sums.GetValueOrDefault(resource) + Math.Max(0, growth);
            sums[resource] = sum <= long.MaxValue ? sum : throw new ArgumentException(
                $"With what is observed, the tenant's total of '{resource}' would exceed {long.MaxValue} units.", nameof(observation));
        }
    }

    private static List<string> Sorted(List<string> ids)
    {
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
