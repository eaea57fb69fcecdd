using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Decides what may be consumed, the same in every store: over the <see cref="ConsumptionState"/> of a tenant and the <see cref="ConsumptionEntry"/>
/// of the id that a step comes with, by the store's time, under the tenant's lock. Ended holds are swept before.
/// </summary>
public static partial class ConsumptionRules
{
    /// <summary>Most ended holds that one step sweeps.</summary>
    public const int SweepLimit = 256;

    /// <summary>What a meter can come to: sums stay within 64 bits.</summary>
    private const long MaxTotal = 1L << 62;

    /// <summary>The meters whose budgets have another window now: a store that reads them apart gives their sums to <see cref="ConsumptionState.SumClosed"/>.</summary>
    public static IReadOnlyList<WindowChange> Changed(ConsumptionState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<WindowChange>? changed = null;
        foreach (MeterState meter in state.Meters)
        {
            (CalendarUnit unit, string zoneId, TimeZoneInfo zone) = WindowRules.WindowOf(meter.Budget);
            if (meter.Number > 0 && (meter.Unit != unit || meter.TimeZoneId != zoneId))
            {
                (changed ??= []).Add(new WindowChange(meter.Meter, CalendarPeriods.Start(unit, now, zone).UtcTicks, unit));
            }
        }

        return changed ?? (IReadOnlyList<WindowChange>)[];
    }

    /// <summary>Uses up amounts: all of them, or none.</summary>
    /// <param name="state">The tenant's.</param>
    /// <param name="before">What was done under the id; null for nothing.</param>
    /// <param name="amounts">How much.</param>
    /// <param name="id">Under which it is done once; null for none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    public static ConsumptionVerdict Consume(
        ConsumptionState state, ConsumptionEntry? before, ConsumptionAmounts amounts, string? id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(amounts);
        if (IsRepeated(state, before, ConsumptionEntryKind.Consumed, amounts, now))
        {
            return new ConsumptionVerdict(BudgetDecision.Admitted, Entry: null, before);
        }

        state.Status.EnsureAllows(TenantOperation.Consume, state.TenantId);
        if (Refuse(state, amounts, now) is { } refusal)
        {
            return new ConsumptionVerdict(refusal, Entry: null, Replayed: null);
        }

        Charge(state, amounts, now);
        return new ConsumptionVerdict(BudgetDecision.Admitted, id is null ? null : Entry(id, ConsumptionEntryKind.Consumed, amounts, before, now), Replayed: null);
    }

    /// <summary>Holds an estimate for a lease: all of it, or nothing. A live hold of that id with an equal estimate is taken over under a new number, for at least the lease; one that is settled is answered as it is, and one that was given back or has ended is held anew.</summary>
    /// <param name="state">The tenant's.</param>
    /// <param name="before">What was done under the id; null for nothing.</param>
    /// <param name="amounts">How much.</param>
    /// <param name="id">Under which it is held.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    public static ConsumptionVerdict Hold(
        ConsumptionState state, ConsumptionEntry? before, ConsumptionAmounts amounts, string id, TimeSpan lease, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(amounts);

        // A hold that was given back or has ended has charged nothing, and leaves its id free.
        ConsumptionEntryKind kind = before?.Kind == ConsumptionEntryKind.Settled ? ConsumptionEntryKind.Settled : ConsumptionEntryKind.Held;
        if (before is not { Kind: ConsumptionEntryKind.Held, IsLive: false } && IsRepeated(state, before, kind, amounts, now))
        {
            return new ConsumptionVerdict(BudgetDecision.Admitted, before!.IsLive ? TakenOver(before, lease, now) : null, before);
        }

        state.Status.EnsureAllows(TenantOperation.Consume, state.TenantId);
        if (Refuse(state, amounts, now) is { } refusal)
        {
            return new ConsumptionVerdict(refusal, Entry: null, Replayed: null);
        }

        for (int i = 0; i < amounts.Count; i++)
        {
            MeterState meter = WindowRules.Count(state, amounts.MeterAt(i), now);
            meter.Held += amounts.AmountAt(i);
            meter.IsChanged = true;
            Judge(state, meter, now);
        }

        ConsumptionEntry held = Entry(id, ConsumptionEntryKind.Held, amounts, before, now);
        held.EndsTicks = TenancyClock.After(now, lease).UtcTicks;
        return new ConsumptionVerdict(BudgetDecision.Admitted, held, Replayed: null);
    }

    /// <summary>Charges what was truly used for a hold, live or not, to the window of now, whatever the budget; gives the estimate back.</summary>
    /// <param name="state">The tenant's.</param>
    /// <param name="held">What was done under the id; null for nothing.</param>
    /// <param name="id">The id.</param>
    /// <param name="actual">How much was used; may be nothing.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    /// <exception cref="ConsumptionHoldNotFoundException">Nothing was held under the id, or it is forgotten.</exception>
    /// <exception cref="ConsumptionConflictException">It was settled with other amounts, or is no hold.</exception>
    public static ConsumptionVerdict Settle(ConsumptionState state, ConsumptionEntry? held, string id, ConsumptionAmounts actual, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(actual);
        if (held is { Kind: ConsumptionEntryKind.Settled } && !held.IsForgotten(now) && actual.Equals(held.Booked))
        {
            return new ConsumptionVerdict(BudgetDecision.Admitted, Entry: null, held);
        }

        state.Status.EnsureAllows(TenantOperation.Settle, state.TenantId);
        if (held is null || held.IsForgotten(now))
        {
            throw new ConsumptionHoldNotFoundException(state.TenantId, id);
        }

        if (held.Kind != ConsumptionEntryKind.Held)
        {
            throw new ConsumptionConflictException(state.TenantId, id, held.Booked ?? held.Asked, actual);
        }

        EnsureCountable(state, actual, now);
        GiveBack(state, held, now);
        Charge(state, actual, now);
        Rearm(state, held.Asked, now);
        (held.Kind, held.Booked) = (ConsumptionEntryKind.Settled, actual);
        return new ConsumptionVerdict(BudgetDecision.Admitted, held, Replayed: null);
    }

    /// <summary>Gives a hold back, in every status.</summary>
    /// <param name="state">The tenant's.</param>
    /// <param name="held">What was done under the id; null for nothing.</param>
    /// <param name="number">Which hold of the id is meant.</param>
    /// <param name="now">The store's time.</param>
    /// <returns>Whether there was anything to give back, so that the entry has to be written.</returns>
    public static bool Release(ConsumptionState state, [NotNullWhen(true)] ConsumptionEntry? held, long number, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (held is not { IsLive: true } || held.Number != number)
        {
            return false;
        }

        GiveBack(state, held, now);
        Rearm(state, held.Asked, now);
        return true;
    }

    /// <summary>Ends a hold whose lease has ended.</summary>
    /// <returns>Whether it had, so that the entry has to be written.</returns>
    public static bool Sweep(ConsumptionState state, ConsumptionEntry held, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(held);
        if (held.EndsTicks > now.UtcTicks)
        {
            return false;
        }

        GiveBack(state, held, TenancyClock.FromTicks(held.EndsTicks));
        Rearm(state, held.Asked, now);
        return true;
    }

    /// <summary>Books more or less into the window of now, whatever the budget. What would bring a meter below 0 is not booked.</summary>
    /// <param name="state">The tenant's.</param>
    /// <param name="before">What was done under the id; null for nothing.</param>
    /// <param name="amounts">How much more, or less.</param>
    /// <param name="id">The id.</param>
    /// <param name="now">The store's time.</param>
    /// <returns>With <see cref="ConsumptionEntry.Booked"/>: what was booked.</returns>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    public static ConsumptionVerdict Correct(
        ConsumptionState state, ConsumptionEntry? before, ConsumptionAmounts amounts, string id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(amounts);
        if (IsRepeated(state, before, ConsumptionEntryKind.Corrected, amounts, now))
        {
            return new ConsumptionVerdict(BudgetDecision.Admitted, Entry: null, before);
        }

        state.Status.EnsureAllows(TenantOperation.Update, state.TenantId);

        EnsureCountable(state, amounts, now);
        ConsumptionAmounts booked = ConsumptionAmounts.Of(amounts.Select(a => KeyValuePair.Create(
            a.Key, Math.Max(a.Value, -Math.Max(0, WindowRules.TryCount(state, a.Key, now)?.Used ?? 0)))));
        Charge(state, booked, now);
        ConsumptionEntry entry = Entry(id, ConsumptionEntryKind.Corrected, amounts, before, now);
        entry.Booked = booked;
        return new ConsumptionVerdict(BudgetDecision.Admitted, entry, Replayed: null);
    }

    /// <summary>Closes every window: the tenant goes.</summary>
    public static void Close(ConsumptionState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (MeterState meter in state.Meters)
        {
            WindowRules.Roll(state, meter, now);
            WindowRules.Close(state, meter, Math.Clamp(now.UtcTicks, meter.StartTicks, meter.EndTicks));
        }
    }

    /// <summary>Whether the same was done under the id before.</summary>
    /// <exception cref="ConsumptionConflictException">Something else was.</exception>
    private static bool IsRepeated(ConsumptionState state, ConsumptionEntry? before, ConsumptionEntryKind kind, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        if (before is null || before.IsForgotten(now))
        {
            return false;
        }

        return before.Kind == kind && before.Asked.Equals(amounts)
            ? true
            : throw new ConsumptionConflictException(state.TenantId, before.Id, before.Asked, amounts);
    }

    /// <summary>Who asks again has it from now on: who asked before gives nothing back.</summary>
    private static ConsumptionEntry TakenOver(ConsumptionEntry held, TimeSpan lease, DateTimeOffset now)
    {
        held.Number = Math.Max(now.UtcTicks, held.Number + 1);
        held.EndsTicks = Math.Max(held.EndsTicks, TenancyClock.After(now, lease).UtcTicks);
        return held;
    }

    private static ConsumptionEntry Entry(string id, ConsumptionEntryKind kind, ConsumptionAmounts asked, ConsumptionEntry? before, DateTimeOffset now) =>
        new(id, kind, asked, Math.Max(now.UtcTicks, (before?.Number ?? 0) + 1)) { ChangedTicks = now.UtcTicks };
}
