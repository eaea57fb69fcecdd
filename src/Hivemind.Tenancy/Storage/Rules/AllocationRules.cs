namespace Hivemind.Tenancy.Storage;

/// <summary>What becomes of an allocation that is live. Pure functions, as <see cref="AdmissionRules"/>.</summary>
public static class AllocationRules
{
    /// <summary>Most ended holds that one step removes: 256.</summary>
    public const int SweepLimit = 256;

    /// <summary>Takes out of the ledger what of an allocation has ended; thresholds re-arm by it, before the step adds anything.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="allocation">One whose <see cref="AllocationState.EndsTicks"/> has come.</param>
    /// <param name="now">The store's time.</param>
    /// <returns>Whether the allocation is gone; otherwise only its growth was forgotten, and it is to be written.</returns>
    public static bool Sweep(LedgerState ledger, AllocationState allocation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(allocation);
        ledger.Advance(now);
        ledger.Remove(allocation);
        bool isGone = allocation.HasEnded(now);
        if (!isGone)
        {
            allocation.Growth = allocation.Growth?.HasEnded(now) == true ? null : allocation.Growth;
            ledger.Add(allocation);
        }

        // It had ended before the step, so what it had crossed may be crossed anew by the step.
        ledger.Judge(now, mayReport: false);
        return isGone;
    }

    /// <summary>Makes a hold, or a reserved growth, permanent. Where it already is, this says anew that its holder runs it, which a mark or a decision from before knows nothing of.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="allocationId">Its id.</param>
    /// <param name="admission">The number of the reservation that is meant; null for the hold, or the growth of what is committed.</param>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id, or no such reservation of it.</exception>
    public static void Commit(LedgerState ledger, AllocationState? live, string allocationId, long? admission)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        live = AdmissionRules.Changeable(ledger, live, allocationId);
        if (Growth(live, admission) is { } growth)
        {
            CommitGrowth(ledger, live, growth);
            return;
        }

        if (admission is not null && admission != live.Admission && !IsGrowthThatWas(live, admission))
        {
            throw new ReservationExpiredException(ledger.TenantId, allocationId);
        }

        if (live.IsCommitted || IsGrowthThatWas(live, admission))
        {
            // Whoever committed it before, an observation of what ran under the id earlier perhaps: its holder runs it from now on.
            ledger.Touch(live);
            return;
        }

        Settle(ledger, live);
    }

    /// <summary>Extends a lease to <paramref name="lease"/> from now, if that is later; harmless when it is committed.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="allocationId">Its id.</param>
    /// <param name="admission">As for <see cref="Commit"/>.</param>
    /// <param name="lease">How long from now.</param>
    /// <param name="now">The store's time.</param>
    /// <returns>When it ends now, in UTC ticks; <see cref="AllocationState.Never"/> when it is committed.</returns>
    /// <inheritdoc cref="Commit" path="/exception"/>
    public static long Renew(LedgerState ledger, AllocationState? live, string allocationId, long? admission, TimeSpan lease, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        live = AdmissionRules.Changeable(ledger, live, allocationId);
        long expires = TenancyClock.After(now, lease).UtcTicks;
        if (Growth(live, admission) is { } growth)
        {
            live.Growth = growth with { ExpiresTicks = Math.Max(growth.ExpiresTicks, expires) };
            return live.Growth.ExpiresTicks;
        }

        if (admission is not null && admission != live.Admission)
        {
            return IsGrowthThatWas(live, admission) ? AllocationState.Never : throw new ReservationExpiredException(ledger.TenantId, allocationId);
        }

        return live.ExpiresTicks = Math.Max(live.ExpiresTicks, expires);
    }

    /// <summary>Takes an allocation, or what is reserved for its growth, out of the ledger.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="admission">The number of the reservation that is meant; null for any.</param>
    /// <param name="onlyHeld">Whether it is freed only while it is a hold: what a reservation does that is disposed.</param>
    /// <returns>What a store is to do with it.</returns>
    public static ReleaseVerdict Release(LedgerState ledger, AllocationState? live, long? admission, bool onlyHeld)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (live is null)
        {
            return ReleaseVerdict.Nothing;
        }

        if (admission is not null && live.Growth?.Number == admission)
        {
            ledger.Remove(live);
            live.Growth = null;
            ledger.Add(live);
            return ReleaseVerdict.Write;
        }

        if ((admission is not null && admission != live.Admission) || (onlyHeld && live.IsCommitted))
        {
            return ReleaseVerdict.Nothing;
        }

        ledger.Remove(live);
        return ReleaseVerdict.Remove;
    }

    /// <summary>Lowers amounts, to nothing perhaps, if nothing has touched the allocation since its <see cref="AllocationState.Change"/> was read.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="amounts">What it shall be at most; nothing frees it.</param>
    /// <param name="change">The number that the decision rests on.</param>
    /// <returns>What a store is to do with it.</returns>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended, and the allocation is lowered to something.</exception>
    public static ReleaseVerdict Lower(LedgerState ledger, AllocationState? live, ResourceAmounts amounts, long change)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(amounts);
        bool isFreed = amounts.Equals(ResourceAmounts.None);
        if (!isFreed)
        {
            ledger.Status.EnsureAllows(TenantOperation.Commit, ledger.TenantId);
        }

        if (live is null || live.Change != change || live.Growth is not null)
        {
            return ReleaseVerdict.Nothing;
        }

        if (isFreed)
        {
            ledger.Remove(live);
            return ReleaseVerdict.Remove;
        }

        ResourceAmounts lower = AmountRules.Smaller(live.Amounts, amounts);
        if (lower.Equals(live.Amounts) || lower.Equals(ResourceAmounts.None))
        {
            return ReleaseVerdict.Nothing;
        }

        SetAmounts(ledger, live, lower);
        return ReleaseVerdict.Write;
    }

    /// <summary>
    /// The target becomes the amounts, and what runs at them is committed, were it a hold until now. What was touched since the growth was
    /// reserved, by an observation of more perhaps, is not lowered by it.
    /// </summary>
    private static void CommitGrowth(LedgerState ledger, AllocationState live, GrowthState growth)
    {
        SetAmounts(ledger, live, live.Change == growth.Number ? growth.Target : AmountRules.Larger(live.Amounts, growth.Target));
        live.GrownBy = growth.Number;
        if (!live.IsCommitted)
        {
            Settle(ledger, live);
        }
    }

    /// <summary>Sets the amounts; growth that was reserved is over, and counts as committed where they are its target.</summary>
    internal static void SetAmounts(LedgerState ledger, AllocationState live, ResourceAmounts amounts)
    {
        ledger.Remove(live);
        live.GrownBy = live.Growth is { } growth && growth.Target.Equals(amounts) ? growth.Number : live.GrownBy;
        live.Growth = null;
        live.Amounts = amounts;
        ledger.Touch(live);
        ledger.Add(live);
    }

    /// <summary>A hold becomes permanent.</summary>
    internal static void Settle(LedgerState ledger, AllocationState hold)
    {
        ledger.Commit(hold);
        hold.ExpiresTicks = AllocationState.Never;
        hold.IsAdopted = false;
        ledger.Touch(hold);
    }

    /// <summary>Whether a growth that was committed, or reached, is meant.</summary>
    private static bool IsGrowthThatWas(AllocationState live, long? admission) => admission == live.GrownBy && admission != 0;

    /// <summary>The growth that is meant: the one of that number, or where none is named that of what is committed.</summary>
    private static GrowthState? Growth(AllocationState live, long? admission) =>
        live.Growth is { } growth && (admission == growth.Number || (admission is null && live.IsCommitted)) ? growth : null;
}
