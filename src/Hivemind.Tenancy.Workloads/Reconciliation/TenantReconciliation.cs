using System.Collections.Concurrent;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Settles what one source has of one tenant with what the tenant holds. In a System context, by one caller at a time.</summary>
internal sealed class TenantReconciliation(
    IWorkloadEngine engine,
    IQuotaManager quotas,
    Holdings holdings,
    ITenantStore store,
    AppReporter reporter,
    AppEnds ends,
    IOptions<WorkloadOptions> options,
    WorkloadsLogger logger)
{
    /// <summary>What was found of tenants that the store has never known, by where it was; it is logged once.</summary>
    private readonly ConcurrentDictionary<(string Source, TenantUid Tenant), IReadOnlyList<AppKey>> _unknown = new();

    /// <summary>Where volumes of tenants that are gone were found: it is logged once.</summary>
    private readonly HashSet<(string Source, TenantUid Tenant)> _left = [];

    /// <summary>The apps of tenants that the store has never known.</summary>
    public IReadOnlyList<AppKey> Unknown => [.. _unknown.Values.SelectMany(k => k).OrderBy(k => k.ToString(), StringComparer.Ordinal)];

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
            .. listing.Apps.Concat(listing.Ending).Select(a => (a.Desired.Key, a.Held)).Where(a => !a.Held.Equals(ResourceAmounts.None))
                .Select(a => new ObservedAllocation(a.Key.AllocationId, a.Held) { Namespace = a.Key.Namespace }),
            .. listing.Volumes.Select(v => new ObservedAllocation(v.AllocationId, v.Amounts) { Namespace = v.Key.Namespace }),
        ])
        {
            Interval = options.Value.ReconcileInterval,
        };
        ReconciliationResult result = await quotas.ReconcileAsync(observation, cancellationToken).ConfigureAwait(false);
        bool isComplete = await RemoveAsync(listing, result.Orphaned, "its tenant is being deleted, or is gone", isTold: false, cancellationToken).ConfigureAwait(false);
        if (options.Value.Strays == StrayPolicy.Remove)
        {
            isComplete &= await RemoveAsync(
                listing, result.Adopted, "nobody holds anything for it: its deployment was not finished", isTold: true, cancellationToken).ConfigureAwait(false);
        }

        await ends.TellAsync(source, tenant, listing, result.Freed, cancellationToken).ConfigureAwait(false);
        await ReleaseGoneAsync(tenant, listing, result.Adopted, cancellationToken).ConfigureAwait(false);
        int lowered = await LowerAsync(tenant, listing, result.Differing, cancellationToken).ConfigureAwait(false);
        if (result.HasChanged || lowered > 0)
        {
            logger.Log.Reconciled(source, tenant, result.Freed.Count, result.Committed.Count, result.Adopted.Count, result.Raised.Count, lowered);
        }

        return isComplete;
    }

    /// <summary>
    /// What a source has of a tenant without a mark: if the tenant is gone its apps are removed, and with the last of them what was made for it
    /// as a whole; if it came after the marks, or if the store has never known it, they are left alone. Its volumes stay: they hold what a tenant wrote.
    /// </summary>
    /// <returns>Whether everything is settled.</returns>
    public async ValueTask<bool> RemoveLeftAsync(string source, TenantReference tenant, EngineListing listing, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        (string Source, TenantUid Tenant) at = (source, tenant.Uid!.Value);
        if (!options.Value.RemovesUnknown && !await HasKnownAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            // Whoever has made it does not use this store, or this store has lost it: it is not ours to remove.
            if (!_unknown.ContainsKey(at))
            {
                logger.Log.Unknown(tenant, listing.Apps.Count, listing.Volumes.Count, source);
            }

            _unknown[at] = [.. listing.Apps.Select(a => a.Desired.Key)];
            return true;
        }

        _unknown.TryRemove(at, out _);
        if (listing.Volumes.Count > 0 && _left.Add((source, tenant.Uid!.Value)))
        {
            logger.Log.VolumesLeft(tenant, listing.Volumes.Count, source);
        }

        if (!await RemoveAsync(listing, [.. listing.Apps.Select(a => a.Desired.Key.AllocationId)], "its tenant is gone", isTold: false, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        foreach (string other in engine.Sources)
        {
            if ((await engine.ListAsync(other, tenant, cancellationToken).ConfigureAwait(false)).Apps.Count > 0)
            {
                // Its last app is to be removed yet.
                return true;
            }
        }

        await engine.RemoveTenantAsync(tenant, keepVolumes: true, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether there is the tenant of this uid.</summary>
    public async ValueTask<bool> IsThereAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        (await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false))?.Uid == tenant.Uid;

    /// <summary>Whether anything has ever happened to the tenant of this uid, by this store.</summary>
    private async ValueTask<bool> HasKnownAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        (await store.ReadEventsAsync(new EventQuery { Tenant = tenant, Limit = 1 }, cancellationToken).ConfigureAwait(false)).Events.Count > 0;

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
        EngineListing listing, IReadOnlyList<string> ids, string reason, bool isTold, CancellationToken cancellationToken)
    {
        bool isComplete = true;
        foreach (EngineApp app in listing.Apps.Where(a => ids.Contains(a.Desired.Key.AllocationId, StringComparer.Ordinal)))
        {
            AppKey key = app.Desired.Key;
            logger.Log.Removing(key.Name, key.Namespace, key.Tenant, app.Desired.Source, reason);
            isComplete &= await TryAsync(key, () => RemoveAsync(app, isTold ? reason : null, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return isComplete;
    }

    private async Task RemoveAsync(EngineApp app, string? told, CancellationToken cancellationToken)
    {
        AppKey key = app.Desired.Key;
        if (await engine.RemoveAsync(key, app.Desired, cancellationToken).ConfigureAwait(false) && told is not null)
        {
            await reporter.TellAsync(key, AppReportReasons.DeploymentFailed, $"App '{key}' was removed from '{app.Desired.Source}': {told}.").ConfigureAwait(false);
        }
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
                : await IsNeededAsync(listing.Apps.Concat(listing.Ending).First(a => a.Desired.Key.AllocationId == id).Desired, cancellationToken).ConfigureAwait(false);
            await holdings.ReleaseAsync(!isThere && held is { IsAdopted: true } ? held : null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsNeededAsync(DesiredApp app, CancellationToken cancellationToken) =>
        await holdings.NeededAsync(app.Key, app.Source, cancellationToken).ConfigureAwait(false) is not { } needed || !needed.Equals(ResourceAmounts.None);

    /// <summary>What holds more than is wanted and still there: a later look confirms it. Of volumes the number does, as they never change.</summary>
    private async ValueTask<int> LowerAsync(
        TenantReference tenant, EngineListing listing, IReadOnlyList<AllocationDifference> differing, CancellationToken cancellationToken)
    {
        int lowered = 0;
        foreach (AllocationDifference difference in differing)
        {
            if (listing.Apps.Concat(listing.Ending).FirstOrDefault(a => a.Desired.Key.AllocationId == difference.Id)?.Desired.Key is { } key)
            {
                await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await quotas.LowerAsync(tenant, difference.Id, difference.Observed, difference.Change, cancellationToken).ConfigureAwait(false);
            }

            lowered++;
        }

        return lowered;
    }
}
