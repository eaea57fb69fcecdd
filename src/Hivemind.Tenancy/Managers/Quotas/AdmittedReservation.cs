using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>A reservation that the store has admitted. Uid and admission number keep it from touching what is made later under the same ids.</summary>
internal class AdmittedReservation(
    QuotaManager quotas, TenantId tenantId, string allocationId, ResourceAmounts amounts, in AdmissionResult result) : ResourceReservation
{
    private readonly TenantReference _tenant = new(tenantId, result.TenantUid);
    private long _expiresTicks = result.ExpiresTicks;

    public override TenantId TenantId => _tenant.Id;

    public override TenantUid TenantUid => _tenant.Uid.GetValueOrDefault();

    public override string AllocationId { get; } = allocationId;

    public override ResourceAmounts Amounts { get; } = amounts;

    public override long Admission { get; } = result.Admission;

    public override bool IsReplayed => false;

    public override DateTimeOffset? ExpiresAt => TenancyClock.ExpiryOf(Volatile.Read(ref _expiresTicks));

    public override ValueTask<TenantStatus> CommitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            ValueTask<TenantStatus> committing = quotas.Store.CommitAsync(_tenant, AllocationId, Admission, cancellationToken);
            if (!committing.IsCompletedSuccessfully)
            {
                return Awaited(committing);
            }

            SetExpiry(null);
            return committing;
        }
        catch (Exception e)
        {
            return FailedTask.From<TenantStatus>(e);
        }

        async ValueTask<TenantStatus> Awaited(ValueTask<TenantStatus> pending)
        {
            TenantStatus status = await pending.ConfigureAwait(false);
            SetExpiry(null);
            return status;
        }
    }

    public override async ValueTask RenewAsync(TimeSpan? lease = null, CancellationToken cancellationToken = default) =>
        SetExpiry(await quotas.Store.RenewAsync(
            _tenant, AllocationId, Admission, quotas.Lease(lease), cancellationToken).ConfigureAwait(false));

    public override ValueTask DisposeAsync() => IsCommitted ? ValueTask.CompletedTask : GiveBackAsync();

    private async ValueTask GiveBackAsync()
    {
        try
        {
            await quotas.Store.ReleaseAsync(_tenant, AllocationId, Admission, onlyHeld: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            quotas.Logger.Log.GivingBackFailed(AllocationId, TenantId, e);
        }
    }

    /// <summary>An expiry only moves on, at last to never: an answer that comes late changes nothing.</summary>
    private void SetExpiry(DateTimeOffset? expiresAt)
    {
        long ticks = expiresAt?.UtcTicks ?? TenancyClock.NeverTicks;
        long known = Volatile.Read(ref _expiresTicks);
        while (ticks > known)
        {
            long seen = Interlocked.CompareExchange(ref _expiresTicks, ticks, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
