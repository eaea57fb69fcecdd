namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Whether a tenant may hold more. Pure functions over the ledger and the one allocation that a step is about, called under the
/// tenant's lock with the store's time, after <see cref="AllocationRules.Sweep"/>; a store then writes both. A verdict that refuses
/// has changed nothing.
/// </summary>
public static class AdmissionRules
{
    /// <summary>A new hold, or the live allocation of that id joined under a new number.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation of the request's id, if it is live.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="hasNamespace">Whether the tenant has the request's namespace, if it names one.</param>
    /// <param name="nextLeaseEndsAt">When the first of the tenant's leases ends, for a refusal; null when it has none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="AllocationConflictException">The id is live with other amounts, another source, namespace or labels.</exception>
    /// <exception cref="AllocationLimitException">It holds as many as a tenant may.</exception>
    /// <exception cref="ArgumentException">The tenant has no such namespace.</exception>
    public static AdmissionVerdict Admit(
        LedgerState ledger, AllocationState? live, in AdmissionRequest request, bool hasNamespace, DateTimeOffset? nextLeaseEndsAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Status.EnsureAllows(TenantOperation.Admit, ledger.TenantId);
        ledger.Advance(now);
        if (!hasNamespace)
        {
            throw new ArgumentException($"Tenant '{ledger.TenantId}' has no namespace '{request.Namespace}': add it with AddNamespaceAsync.", nameof(request));
        }

        long expires = TenancyClock.After(now, request.Lease).UtcTicks;
        if (live is { IsAdopted: false })
        {
            return Join(ledger, live, request, expires);
        }

        // What an observation found and nobody admitted is no claim: the admission takes its place.
        if (live is not null)
        {
            ledger.Uncount(live);
        }

        if (!FitRules.Fits(ledger, request.Amounts))
        {
            QuotaDecision refusal = FitRules.Explain(ledger, request.Amounts, nextLeaseEndsAt);
            PutBack();
            return AdmissionVerdict.Refused(refusal);
        }

        if (LimitPassed(ledger, more: 1, ResourcesWith(ledger, request.Amounts)) is { } limit)
        {
            PutBack();
            throw limit;
        }

        if (live is not null)
        {
            ledger.Meter(live);
        }

        long number = ++ledger.Change;
        AllocationState hold = new()
        {
            Id = request.AllocationId,
            Amounts = request.Amounts,
            Source = request.Source,
            Namespace = request.Namespace,
            Labels = request.Labels,
            Admission = number,
            Change = number,
            CreatedTicks = now.UtcTicks,
            SinceTicks = Math.Max(now.UtcTicks, live?.SinceTicks ?? 0),
            ExpiresTicks = expires,
        };
        ledger.Add(hold);
        return AdmissionVerdict.Admitted(hold, number, expires);

        void PutBack()
        {
            if (live is not null)
            {
                ledger.Add(live);
            }
        }
    }

    /// <summary>Whether amounts would fit now.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="amounts">How much.</param>
    /// <param name="nextLeaseEndsAt">When the first of the tenant's leases ends, for a refusal; null when it has none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    public static QuotaDecision Check(LedgerState ledger, ResourceAmounts amounts, DateTimeOffset? nextLeaseEndsAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(amounts);
        ledger.Status.EnsureAllows(TenantOperation.Admit, ledger.TenantId);
        ledger.Advance(now);
        return FitRules.Fits(ledger, amounts) ? QuotaDecision.Admitted : FitRules.Explain(ledger, amounts, nextLeaseEndsAt);
    }

    /// <summary>
    /// Reserves what a live allocation is to become, for a lease: what counts is the larger of the two. An equal target joins under a
    /// new number; one that the amounts have reached is answered as committed.
    /// </summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="allocationId">Its id.</param>
    /// <param name="target">What the amounts shall be.</param>
    /// <param name="lease">For how long it is held.</param>
    /// <param name="nextLeaseEndsAt">When the first of the tenant's leases ends, for a refusal; null when it has none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="AllocationConflictException">Another target is reserved.</exception>
    /// <exception cref="AllocationLimitException">It holds as many resources as a tenant may.</exception>
    public static AdmissionVerdict Grow(
        LedgerState ledger, AllocationState? live, string allocationId, ResourceAmounts target, TimeSpan lease, DateTimeOffset? nextLeaseEndsAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(target);
        live = Changeable(ledger, live, allocationId);
        ledger.Status.EnsureAllows(TenantOperation.Admit, ledger.TenantId);
        ledger.Advance(now);
        long expires = TenancyClock.After(now, lease).UtcTicks;
        if (live.Growth is { } growth)
        {
            if (!growth.Target.Equals(target))
            {
                throw new AllocationConflictException(ledger.TenantId, live.Id, growth.Target, target);
            }

            live.Growth = growth with { Number = ledger.Touch(live), ExpiresTicks = Math.Max(growth.ExpiresTicks, expires) };
            return AdmissionVerdict.Admitted(live, live.Growth.Number, live.Growth.ExpiresTicks);
        }

        ResourceAmounts extra = AmountRules.Beyond(target, live.Amounts);
        if (extra.Equals(ResourceAmounts.None))
        {
            // From now on somebody counts on it: a decision to lower it that was made before is void.
            ledger.Touch(live);
            live.GrownBy = live.GrownBy == 0 ? live.Change : live.GrownBy;
            return AdmissionVerdict.Admitted(live, live.GrownBy, AllocationState.Never);
        }

        if (Refusal(ledger, extra, nextLeaseEndsAt) is { } refusal)
        {
            return AdmissionVerdict.Refused(refusal);
        }

        ledger.Remove(live);
        ledger.Touch(live);
        live.Growth = new GrowthState(target, extra, live.Change, expires);
        ledger.Add(live);
        return AdmissionVerdict.Admitted(live, live.Change, expires);
    }

    /// <summary>Reserves growth and commits it, and lowers what shrinks: both steps at once.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation, if it is live.</param>
    /// <param name="allocationId">Its id.</param>
    /// <param name="amounts">What the amounts shall be.</param>
    /// <param name="nextLeaseEndsAt">When the first of the tenant's leases ends, for a refusal; null when it has none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">It is not Active (for growth), or neither Active nor Suspended.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="AllocationConflictException">Growth to another target is reserved.</exception>
    /// <exception cref="AllocationLimitException">It holds as many resources as a tenant may.</exception>
    public static AdmissionVerdict Resize(
        LedgerState ledger, AllocationState? live, string allocationId, ResourceAmounts amounts, DateTimeOffset? nextLeaseEndsAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(amounts);
        live = Changeable(ledger, live, allocationId);
        if (live.Growth is { } growth && !growth.Target.Equals(amounts))
        {
            throw new AllocationConflictException(ledger.TenantId, live.Id, growth.Target, amounts);
        }

        ledger.Advance(now);
        if (live.Amounts.Equals(amounts))
        {
            ledger.Touch(live);
            return AdmissionVerdict.Admitted(live, live.Admission, live.ExpiresTicks);
        }

        if (AmountRules.Exceed(amounts, live.Amounts))
        {
            ledger.Status.EnsureAllows(TenantOperation.Admit, ledger.TenantId);
            if (live.Growth is null && Refusal(ledger, AmountRules.Beyond(amounts, live.Amounts), nextLeaseEndsAt) is { } refusal)
            {
                return AdmissionVerdict.Refused(refusal);
            }
        }

        AllocationRules.SetAmounts(ledger, live, amounts);
        return AdmissionVerdict.Admitted(live, live.Admission, live.ExpiresTicks);
    }

    /// <summary>The live allocation, where the tenant's status lets what it holds be changed.</summary>
    internal static AllocationState Changeable(LedgerState ledger, AllocationState? live, string allocationId)
    {
        ledger.Status.EnsureAllows(TenantOperation.Commit, ledger.TenantId);
        return live ?? throw new ReservationExpiredException(ledger.TenantId, allocationId);
    }

    /// <summary>The newest handle wins: an older one for the same id acts on nothing from now on.</summary>
    private static AdmissionVerdict Join(LedgerState ledger, AllocationState live, in AdmissionRequest request, long expires)
    {
        if (!live.Amounts.Equals(request.Amounts) || !SaysTheSame(live, request))
        {
            throw new AllocationConflictException(ledger.TenantId, live.Id, live.Amounts, request.Amounts);
        }

        if (live.Source.Length == 0 && request.Source.Length > 0)
        {
            ledger.Meter(live); // what it held up to now no source is charged with
            live.Source = request.Source;
        }

        live.Admission = ledger.Touch(live);
        live.ExpiresTicks = Math.Max(live.ExpiresTicks, expires);
        return AdmissionVerdict.Admitted(live, live.Admission, live.ExpiresTicks);
    }

    /// <summary>An observation may have named the source of one that named none, so a request without a source joins any.</summary>
    private static bool SaysTheSame(AllocationState live, in AdmissionRequest request) =>
        (request.Source.Length == 0 || live.Source.Length == 0 || live.Source == request.Source)
        && live.Namespace == request.Namespace
        && ValueMap<string>.Create(live.Labels).Equals(request.Labels);

    private static QuotaDecision? Refusal(LedgerState ledger, ResourceAmounts extra, DateTimeOffset? nextLeaseEndsAt)
    {
        if (!FitRules.Fits(ledger, extra))
        {
            return FitRules.Explain(ledger, extra, nextLeaseEndsAt);
        }

        return LimitPassed(ledger, more: 0, ResourcesWith(ledger, extra)) is { } limit ? throw limit : null;
    }

    /// <summary>Which of the limits on what a tenant may hold would be passed; null for neither.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="more">How many more allocations it would hold than the ledger counts: only where it is more can that limit be passed.</param>
    /// <param name="resources">How many resources, other than the known, it would hold.</param>
    internal static AllocationLimitException? LimitPassed(LedgerState ledger, int more, int resources) =>
        more > 0 && ledger.Held + ledger.Committed + more > TenancyLimits.Allocations ? new(ledger.TenantId, AllocationLimitKind.Allocations)
        : resources > TenancyLimits.HeldResources ? new(ledger.TenantId, AllocationLimitKind.Resources)
        : null;

    /// <summary>How many resources, other than the known, the tenant would hold; none where none of them is asked for, which no limit on them refuses.</summary>
    private static int ResourcesWith(LedgerState ledger, ResourceAmounts asked)
    {
        if (asked.OtherMap.Count == 0)
        {
            return 0;
        }

        int count = ledger.Totals.OtherCount;
        foreach ((string resource, _) in asked.OtherMap)
        {
            count += ledger.Totals.Other(resource).Total == 0 ? 1 : 0;
        }

        return count;
    }
}
