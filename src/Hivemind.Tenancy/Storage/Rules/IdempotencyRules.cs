using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What a step does that comes with an <see cref="IdempotencyKey"/>. Under the step's lock, before anything else is decided, the store reads
/// the key's record: a request that <see cref="IsRepeated"/> is answered with what it made, and writes nothing; any other is
/// decided as if it had no key, and if it is done, its record is written in the same step. The record's key is unique: of two steps that
/// write it at the same time one is taken back, and looks again.
/// </summary>
public static class IdempotencyRules
{
    /// <summary>What adding a tenant makes, for <see cref="IdempotencyRecord.Made"/>.</summary>
    public static string MadeTenant(TenantId tenantId) => $"tenant\n{tenantId}";

    /// <summary>What an admission makes.</summary>
    public static string MadeAllocation(TenantId tenantId) => $"allocation\n{tenantId}";

    /// <summary>What adding a binding makes.</summary>
    public static string MadeBinding(RoleBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return $"binding\n{binding.Subject}\n{binding.Role}\n{binding.Scope}";
    }

    /// <summary>The record of a tenant that was added.</summary>
    public static IdempotencyRecord Record(IdempotencyKey key, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(tenant);
        return new IdempotencyRecord(key.Fingerprint, MadeTenant(tenant.Id), tenant.Uid, null, 0, tenant.CreatedAt);
    }

    /// <summary>The record of an allocation that was admitted, or joined.</summary>
    public static IdempotencyRecord Record(IdempotencyKey key, LedgerState ledger, AllocationState allocation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(allocation);
        return new IdempotencyRecord(key.Fingerprint, MadeAllocation(ledger.TenantId), ledger.Uid, allocation.Id, allocation.Admission, now);
    }

    /// <summary>The record of a binding that was added, or was there already.</summary>
    public static IdempotencyRecord Record(IdempotencyKey key, RoleBinding binding, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new IdempotencyRecord(key.Fingerprint, MadeBinding(binding), null, null, 0, now);
    }

    /// <summary>Whether the request was done before, within the key's life.</summary>
    /// <param name="key">The request's key.</param>
    /// <param name="record">What is kept of the key; null when nothing is.</param>
    /// <param name="made">What the request would make.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request.</exception>
    public static bool IsRepeated(IdempotencyKey key, [NotNullWhen(true)] IdempotencyRecord? record, string made, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (record is null || HasEnded(record, now))
        {
            return false;
        }

        return record.Fingerprint == key.Fingerprint && record.Made == made
            ? true
            : throw new IdempotencyKeyConflictException(key, IdempotencyKeyConflictReason.OtherRequest);
    }

    /// <summary>Whether a key's life is over, so that its record counts for nothing and may go.</summary>
    /// <param name="record">What is kept of the key.</param>
    /// <param name="now">The store's time.</param>
    public static bool HasEnded(IdempotencyRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.CreatedAt <= now - IdempotencyKey.Life;
    }

    /// <summary>The tenant that a repeated request made.</summary>
    /// <param name="key">The request's key.</param>
    /// <param name="record">What is kept of it.</param>
    /// <param name="holder">Who holds the tenant's id now; null for nobody.</param>
    /// <exception cref="IdempotencyKeyConflictException">It is gone.</exception>
    public static TenantWritten Replay(IdempotencyKey key, IdempotencyRecord record, Tenant? holder)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(record);
        return holder is not null && holder.Uid == record.TenantUid
            ? new TenantWritten(holder, []) { IsReplayed = true }
            : throw Gone(key);
    }

    /// <summary>The reservation that a repeated request made.</summary>
    /// <param name="key">The request's key.</param>
    /// <param name="record">What is kept of it.</param>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="live">The allocation of <see cref="IdempotencyRecord.AllocationId"/>, if it is live.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="IdempotencyKeyConflictException">The allocation is gone, or was admitted anew since.</exception>
    public static AdmissionResult Replay(
        IdempotencyKey key, IdempotencyRecord record, LedgerState ledger, AllocationState? live, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(ledger);
        return live is not null && !live.HasEnded(now) && live.Admission == record.Admission && ledger.Uid == record.TenantUid
            ? new AdmissionResult(QuotaDecision.Admitted, ledger.Uid, live.Admission, TenancyClock.ExpiryOf(live.ExpiresTicks), [])
            {
                Replayed = live.ToAllocation(ledger.TenantId, ledger.Uid),
            }
            : throw Gone(key);
    }

    /// <summary>The binding that a repeated request made.</summary>
    /// <param name="key">The request's key.</param>
    /// <param name="isThere">Whether the binding stands, and has not ended.</param>
    /// <exception cref="IdempotencyKeyConflictException">It is gone.</exception>
    public static BindingWritten Replay(IdempotencyKey key, bool isThere)
    {
        ArgumentNullException.ThrowIfNull(key);
        return isThere ? new BindingWritten(null, IsReplayed: true) : throw Gone(key);
    }

    private static IdempotencyKeyConflictException Gone(IdempotencyKey key) => new(key, IdempotencyKeyConflictReason.ResultGone);
}
