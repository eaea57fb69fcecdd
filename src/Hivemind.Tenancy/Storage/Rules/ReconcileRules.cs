namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Brings a ledger in line with what one source was seen to run. Pure functions, as <see cref="AdmissionRules"/>; a store may call them
/// for one range of ids after the other, each in a step of its own, because what changes in between lies after the mark.
/// </summary>
public static class ReconcileRules
{
    /// <summary>Most ids of one range, seen or kept, in a store that works in slices: 1,000.</summary>
    public const int SliceSize = 1000;

    /// <summary>How long a stray is held at least.</summary>
    private static readonly TimeSpan AdoptionLease = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What an observation of a tenant says that is gone: all it saw is orphaned.
    /// </summary>
    public static ReconciliationResult Orphans(AllocationObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return new ReconciliationResult { Orphaned = observation.Allocations.Select(a => a.Id).ToList() };
    }

    /// <summary>Decides over one range of ids.</summary>
    /// <param name="ledger">The tenant's, of the mark's uid.</param>
    /// <param name="kept">Every live allocation of the range, swept, of any source, in any order.</param>
    /// <param name="seen">What the observation saw of the range.</param>
    /// <param name="observation">The whole observation.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="ArgumentException">The mark lies ahead of the ledger, or a total would exceed 2^63 - 1 steps; nothing was changed.</exception>
    /// <exception cref="AllocationLimitException">The tenant would hold more than a tenant may; nothing was changed.</exception>
    public static ReconciliationStep Reconcile(
        LedgerState ledger,
        IReadOnlyCollection<AllocationState> kept,
        IReadOnlyCollection<ObservedAllocation> seen,
        AllocationObservation observation,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(observation);
        if (observation.Mark.Change > ledger.Change)
        {
            throw new ArgumentException(
                $"The mark {observation.Mark.Change} lies ahead of the ledger of tenant '{ledger.TenantId}', which is at {ledger.Change}.", nameof(observation));
        }

        ledger.Advance(now);
        ReconciliationStep step = new();
        Dictionary<string, AllocationState> known = kept.ToDictionary(a => a.Id, StringComparer.Ordinal);
        bool onlyFrees = !ledger.Status.Allows(TenantOperation.Update);
        List<AllocationState> unseen = Unseen(known, seen, observation);
        if (!onlyFrees)
        {
            EnsureCountable(ledger, known, unseen, seen, observation);
        }

        foreach (AllocationState gone in unseen)
        {
            ledger.Remove(gone);
            step.RemovedList.Add(gone);
            step.Freed.Add(gone.Id);
        }

        foreach (ObservedAllocation running in seen)
        {
            if (onlyFrees)
            {
                step.Orphaned.Add(running.Id);
            }
            else if (!known.TryGetValue(running.Id, out AllocationState? live))
            {
                Adopt(ledger, running, observation, now, step);
            }
            else
            {
                Confirm(ledger, live, running, observation, step);
            }
        }

        return step;
    }

    /// <summary>What the source had and no longer runs: what is reserved, for itself or for its growth, is claimed by its holder.</summary>
    private static List<AllocationState> Unseen(
        Dictionary<string, AllocationState> known, IReadOnlyCollection<ObservedAllocation> seen, AllocationObservation observation)
    {
        HashSet<string> running = seen.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return known.Values
            .Where(a => a.Source == observation.Source && !running.Contains(a.Id))
            .Where(a => a.Growth is null && (a.IsCommitted || a.IsAdopted) && a.Change <= observation.Mark.Change)
            .ToList();
    }

    private static void Adopt(
        LedgerState ledger, ObservedAllocation running, AllocationObservation observation, DateTimeOffset now, ReconciliationStep step)
    {
        TimeSpan lease = observation.Interval * 2 > AdoptionLease ? observation.Interval * 2 : AdoptionLease;
        long number = ++ledger.Change;
        AllocationState stray = new()
        {
            Id = running.Id,
            Amounts = running.Amounts,
            Source = observation.Source,
            Namespace = running.Namespace,
            Admission = number,
            Change = number,
            CreatedTicks = now.UtcTicks,
            SinceTicks = now.UtcTicks,
            ExpiresTicks = TenancyClock.After(now, lease).UtcTicks,
            IsAdopted = true,
        };
        ledger.Add(stray);
        step.WrittenList.Add(stray);
        step.Adopted.Add(stray.Id);
    }

    private static void Confirm(
        LedgerState ledger, AllocationState live, ObservedAllocation running, AllocationObservation observation, ReconciliationStep step)
    {
        if (IsOfAnother(live, observation))
        {
            step.Conflicting.Add(live.Id);
            return;
        }

        if (live.Change > observation.Mark.Change)
        {
            return;
        }

        bool isWritten = false;
        if (live.Source.Length == 0)
        {
            ledger.Meter(live);
            live.Source = observation.Source;
            isWritten = true;
        }

        if (!live.IsCommitted)
        {
            AllocationRules.Settle(ledger, live);
            step.Committed.Add(live.Id);
            isWritten = true;
        }

        if (AmountRules.Exceed(running.Amounts, live.Amounts))
        {
            ledger.Remove(live);
            live.Amounts = AmountRules.Larger(live.Amounts, running.Amounts);
            ledger.Touch(live);
            ledger.Add(live);
            step.Raised.Add(live.Id);
            isWritten = true;
        }

        if (live.Growth is null && AmountRules.Exceed(live.Amounts, running.Amounts))
        {
            step.Differing.Add(new AllocationDifference(live.Id, live.Amounts, running.Amounts, live.Change));
        }

        if (isWritten)
        {
            step.WrittenList.Add(live);
        }
    }

    private static bool IsOfAnother(AllocationState live, AllocationObservation observation) =>
        live.Source.Length > 0 && live.Source != observation.Source;

    /// <summary>
    /// What runs may exceed every limit, but not what 64 bits can count, nor what a tenant may hold: checked before anything is changed,
    /// of what will be counted after it.
    /// </summary>
    private static void EnsureCountable(
        LedgerState ledger,
        Dictionary<string, AllocationState> known,
        List<AllocationState> unseen,
        IReadOnlyCollection<ObservedAllocation> seen,
        AllocationObservation observation)
    {
        Dictionary<string, Int128> sums = ResourceSteps.Known.Concat(ledger.OtherResources)
            .ToDictionary(r => r, r => (Int128)ledger.Totals.Of(r).Total, StringComparer.Ordinal);
        foreach (AllocationState gone in unseen)
        {
            Count(gone.Amounts, -1);
        }

        int strays = 0;
        foreach (ObservedAllocation running in seen)
        {
            if (!known.TryGetValue(running.Id, out AllocationState? live))
            {
                strays++;
                Count(running.Amounts, 1);
            }
            else if (!IsOfAnother(live, observation) && live.Change <= observation.Mark.Change)
            {
                ResourceAmounts counted = live.Growth is { } growth ? AmountRules.Larger(live.Amounts, growth.Target) : live.Amounts;
                Count(AmountRules.Beyond(running.Amounts, counted), 1);
            }
        }

        foreach ((string resource, Int128 sum) in sums)
        {
            if (sum > long.MaxValue)
            {
                throw new ArgumentException(
                    $"With what is observed, the tenant's total of '{resource}' would exceed {long.MaxValue} steps.", nameof(observation));
            }
        }

        int resources = sums.Count(s => s.Value > 0 && KnownAmounts.IndexOf(s.Key) < 0);
        if (AdmissionRules.LimitPassed(ledger, strays - unseen.Count, resources) is { } limit)
        {
            throw limit;
        }

        void Count(ResourceAmounts amounts, int sign)
        {
            for (int i = 0; i < KnownAmounts.Count; i++)
            {
                sums[KnownAmounts.NameOf(i)] += sign * (Int128)amounts.Known[i];
            }

            foreach ((string resource, long steps) in amounts.OtherMap)
            {
                sums[resource] = sums.GetValueOrDefault(resource) + (sign * (Int128)steps);
            }
        }
    }
}
