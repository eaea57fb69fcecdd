namespace Hivemind.Tenancy.Storage;

/// <summary>Counts a ledger anew.</summary>
public static class RecomputeRules
{
    /// <summary>Sets what the ledger keeps to what the allocations come to, and says what differed.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="kept">Every allocation of the tenant, ended ones that the ledger still counts included.</param>
    public static IReadOnlyList<LedgerDeviation> Recompute(LedgerState ledger, IEnumerable<AllocationState> kept)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(kept);
        LedgerState counted = new(ledger.TenantId, ledger.Uid, []);
        long change = ledger.Change;
        foreach (AllocationState allocation in kept)
        {
            counted.Add(allocation);
            change = Math.Max(change, Math.Max(allocation.Change, allocation.Admission));
        }

        List<LedgerDeviation> deviations = [];
        foreach (string resource in ResourceSteps.Known.Concat(ledger.OtherResources).Union(counted.OtherResources).Order(StringComparer.Ordinal))
        {
            ResourceState was = ledger[resource];
            ResourceState now = counted[resource];
            if (was.Total != now.Total || was.Held != now.Held)
            {
                deviations.Add(new LedgerDeviation(resource, was.Total, now.Total, was.Held, now.Held));
                ledger[resource] = was with { Total = now.Total, Held = now.Held };
            }
        }

        Compare("held", ledger.Held, counted.Held);
        Compare("committed", ledger.Committed, counted.Committed);
        Compare("change", ledger.Change, change);
        (ledger.Held, ledger.Committed, ledger.Change) = (counted.Held, counted.Committed, change);
        return deviations;

        void Compare(string what, long was, long now)
        {
            if (was != now)
            {
                deviations.Add(new LedgerDeviation(what, was, now));
            }
        }
    }
}
