namespace Hivemind.Tenancy.Storage;

/// <summary>What the rules decided over an admission, a growth or a new size.</summary>
/// <param name="Decision">Admitted, or what does not fit.</param>
/// <param name="Allocation">The allocation to write; null when refused.</param>
/// <param name="Admission">The number that the caller's reservation acts by; 0 when refused.</param>
/// <param name="ExpiresTicks">When the lease that was asked for ends, in UTC ticks; <see cref="AllocationState.Never"/> when it is committed or refused.</param>
public readonly record struct AdmissionVerdict(QuotaDecision Decision, AllocationState? Allocation, long Admission, long ExpiresTicks)
{
    /// <summary>What a store returns for it.</summary>
    /// <param name="uid">Whose it is.</param>
    /// <param name="events">What the step recorded.</param>
    public AdmissionResult ToResult(TenantUid uid, IReadOnlyList<TenancyEvent> events) =>
        new(Decision, uid, Admission, TenancyClock.ExpiryOf(ExpiresTicks), events);

    internal static AdmissionVerdict Admitted(AllocationState allocation, long admission, long expiresTicks) =>
        new(QuotaDecision.Admitted, allocation, admission, expiresTicks);

    internal static AdmissionVerdict Refused(QuotaDecision decision) => new(decision, null, 0, AllocationState.Never);
}
