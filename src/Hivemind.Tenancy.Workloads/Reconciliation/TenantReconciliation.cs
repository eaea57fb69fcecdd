using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Settles what one source has of one tenant with what the tenant holds. In a System context, by one caller at a time.</summary>
internal sealed class TenantReconciliation(
    IWorkloadEngine engine, IQuotaManager quotas, Holdings holdings, ITenantStore store, IOptions<WorkloadOptions> options, WorkloadsLogger logger)
{
    /// <summary>What held more than was wanted when it was looked at last: it is lowered when a later look finds the same.</summary>
    private readonly Dictionary<(string Source, TenantUid Tenant, string Id), AllocationDifference> _differing = [];

    /// <summary>Settles apps and volumes of a tenant.</summary>
    /// <param name="source">The source.</param>
    /// <param name="mark">How far the tenant's ledger had come before the source was listed.</param>
    /// <param name="listing">What it has of the tenant.</param>
    /// <param name="cancellationToken">Cancels between two steps.</param>
    /// <returns>Whether everything is settled.</returns>
    public async ValueTask<bool> SettleAsync(string source, ReconciliationMark mark, EngineListing listing, CancellationToken cancellationToken)
    {
        TenantReference tenant = new(mark.TenantId, mark.TenantUid);
        AllocationObservation observation = new(source, mark, [
            .. listing.Apps.Where(a => a.IsHeld).Select(a => new ObservedAllocation(a.Desired.Key.AllocationId, a.Desired.Spec.Amounts)),
            .. listing.Volumes.Select(v => new ObservedAllocation(v.AllocationId, v.Amounts)),
        ])
        {
            Interval = options.Value.ReconcileInterval,
        };
        ReconciliationResult result = await quotas.ReconcileAsync(observation, cancellationToken).ConfigureAwait(false);
        bool isComplete = await RemoveAsync(listing, result.Orphaned, "its tenant is being deleted, or is gone", cancellationToken).ConfigureAwait(false);
        if (options.Value.Strays == StrayPolicy.Remove)
        {
            isComplete &= await RemoveAsync(listing, result.Adopted, "nobody holds anything for it", cancellationToken).ConfigureAwait(false);
        }

        await ReleaseGoneAsync(tenant, listing, result.Adopted, cancellationToken).ConfigureAwait(false);
        int lowered = await LowerAsync(source, tenant, result.Differing, cancellationToken).ConfigureAwait(false);
        if (result.HasChanged || lowered > 0)
        {
            logger.Log.Reconciled(source, tenant, result.Freed.Count, result.Committed.Count, result.Adopted.Count, result.Raised.Count, lowered);
        }

        return isComplete;
    }

    /// <summary>What a source has of a tenant without a mark: it is removed if the tenant is gone, and left alone if it came after the marks. Its volumes stay: they hold what a tenant wrote.</summary>
    /// <returns>Whether everything is settled.</returns>
    public async ValueTask<bool> RemoveLeftAsync(TenantReference tenant, EngineListing listing, CancellationToken cancellationToken)
    {
        Tenant? holder = await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false);
        return holder?.Uid == tenant.Uid
            || await RemoveAsync(listing, [.. listing.Apps.Select(a => a.Desired.Key.AllocationId)], "its tenant is gone", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does something about one app: what fails stands in no other's way.</summary>
    /// <returns>Whether it was done.</returns>
    public async ValueTask<bool> TryAsync(AppKey key, Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not TenancyStoreException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            logger.Log.AppFailed(key.Name, key.Namespace, key.Tenant, e);
            return false;
        }
    }

    /// <summary>Removes apps as they were listed: one that was changed since is somebody's.</summary>
    private async ValueTask<bool> RemoveAsync(
        EngineListing listing, IReadOnlyList<string> ids, string reason, CancellationToken cancellationToken)
    {
        bool isComplete = true;
        foreach (EngineApp app in listing.Apps.Where(a => ids.Contains(a.Desired.Key.AllocationId, StringComparer.Ordinal)))
        {
            AppKey key = app.Desired.Key;
            logger.Log.Removing(key.Name, key.Namespace, key.Tenant, app.Desired.Source, reason);
            isComplete &= await TryAsync(key, () => engine.RemoveAsync(key, app.Desired, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        }

        return isComplete;
    }

    /// <summary>
    /// What was adopted and is gone by now is not held until the next look: it was removed, by its user perhaps, since the source was listed, and
    /// nothing in the ledger tells that from a stray.
    /// </summary>
    private async ValueTask ReleaseGoneAsync(
        TenantReference tenant, EngineListing listing, IReadOnlyList<string> adopted, CancellationToken cancellationToken)
    {
        foreach (string id in adopted)
        {
            Allocation? held = await holdings.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
            bool isThere = listing.Volumes.FirstOrDefault(v => v.AllocationId == id) is { } volume
                ? await engine.FindVolumeAsync(volume.Key, cancellationToken).ConfigureAwait(false) is not null
                : await engine.FindAsync(listing.Apps.First(a => a.Desired.Key.AllocationId == id).Desired.Key, cancellationToken).ConfigureAwait(false) is { IsHeld: true };
            await holdings.ReleaseAsync(!isThere && held is { IsAdopted: true } ? held : null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> LowerAsync(
        string source, TenantReference tenant, IReadOnlyList<AllocationDifference> differing, CancellationToken cancellationToken)
    {
        int lowered = 0;
        HashSet<string> now = [.. differing.Select(d => d.Id)];
        foreach (var key in _differing.Keys.Where(k => k.Source == source && k.Tenant == tenant.Uid && !now.Contains(k.Id)).ToArray())
        {
            _differing.Remove(key);
        }

        foreach (AllocationDifference difference in differing)
        {
            var key = (source, tenant.Uid!.Value, difference.Id);
            if (_differing.TryGetValue(key, out AllocationDifference? before) && before == difference)
            {
                _differing.Remove(key);
                lowered += await quotas.LowerAsync(tenant, difference.Id, difference.Observed, difference.Change, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            else
            {
                _differing[key] = difference;
            }
        }

        return lowered;
    }
}
