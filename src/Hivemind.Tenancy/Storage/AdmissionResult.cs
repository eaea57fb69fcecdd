namespace Hivemind.Tenancy.Storage;

/// <summary>What a store decided about an admission, a growth or a new size.</summary>
/// <param name="Decision">Admitted, or what did not fit.</param>
/// <param name="TenantUid">In which tenant of that id.</param>
/// <param name="Admission">The number that the reservation acts by; 0 when refused.</param>
/// <param name="ExpiresAt">When the lease ends, by the store's clock; null when it is committed or refused.</param>
/// <param name="Events">The threshold crossings the step caused, as recorded; empty when there are none.</param>
public readonly record struct AdmissionResult(
    QuotaDecision Decision, TenantUid TenantUid, long Admission, DateTimeOffset? ExpiresAt, IReadOnlyList<TenancyEvent> Events)
{
    // One number instead of three fields: this is copied on the way to the caller.
    private readonly long _expiresTicks = ExpiresAt?.UtcTicks ?? TenancyClock.NeverTicks;

    /// <summary>When the lease ends, by the store's clock; null when it is committed or refused.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get => TenancyClock.ExpiryOf(_expiresTicks);
        init => _expiresTicks = value?.UtcTicks ?? TenancyClock.NeverTicks;
    }

    /// <summary>
    /// What an earlier request under the same <see cref="IdempotencyKey"/> had reserved, as it is now: then this is that reservation, and nothing
    /// was written. Null for what was decided now.
    /// </summary>
    public Allocation? Replayed { get; init; }

    /// <summary>The same as a number, <see cref="TenancyClock.NeverTicks"/> for null.</summary>
    internal long ExpiresTicks => _expiresTicks;
}
