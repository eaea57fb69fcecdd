using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>A reservation that the store has admitted. The token keeps it from touching a later allocation under the same id.</summary>
internal sealed class AdmittedReservation(QuotaManager quotas, in AdmissionRequest request, in AdmissionResult result) : ResourceReservation
{
    private readonly long _token = result.Token;
    private long _expiresTicks = result.ExpiresTicks;

    public override TenantId TenantId { get; } = request.TenantId;

    public override string AllocationId { get; } = request.AllocationId;

    public override ResourceAmounts Amounts { get; } = request.Amounts;

    public override DateTimeOffset? ExpiresAt => TenancyClock.ExpiryOf(Volatile.Read(ref _expiresTicks));

    public override ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            ValueTask committing = quotas.Store.CommitAsync(TenantId, AllocationId, _token, quotas.Clock.Now, cancellationToken);
            if (!committing.IsCompletedSuccessfully)
            {
                return Awaited(committing);
            }

            SetExpiry(null);
            return committing;
        }
        catch (Exception e)
        {
            return FailedTask.From(e);
        }

        async ValueTask Awaited(ValueTask pending)
        {
            await pending.ConfigureAwait(false);
            SetExpiry(null);
        }
    }

    public override async ValueTask RenewAsync(TimeSpan? lease = null, CancellationToken cancellationToken = default) =>
        SetExpiry(await quotas.Store.RenewAsync(
            TenantId, AllocationId, _token, quotas.Lease(lease), quotas.Clock.Now, cancellationToken).ConfigureAwait(false));

    public override ValueTask DisposeAsync() => IsCommitted ? ValueTask.CompletedTask : GiveBackAsync();

    private async ValueTask GiveBackAsync()
    {
        try
        {
            await quotas.Store.ReleaseAsync(TenantId, AllocationId, _token, quotas.Clock.Now, CancellationToken.None).ConfigureAwait(false);
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
