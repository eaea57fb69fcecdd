namespace Hivemind.Tenancy.Workloads;

/// <content>Volumes that stand for themselves.</content>
internal sealed partial class AppManager
{
    public async ValueTask<AppVolume> CreateVolumeAsync(
        TenantReference tenant, string namespaceName, string name, long sizeBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeBytes);
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.CreateVolume, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, namespaceName, nameof(namespaceName));
        using TenantScope scope = AppGuard.Act(seen, $"creates volume '{namespaceName}/{name}'");
        for (int attempt = 1; ; attempt++)
        {
            AppVolume? found = await engine.FindVolumeAsync(key, cancellationToken).ConfigureAwait(false);
            if (found is not null && found.SizeBytes != sizeBytes)
            {
                throw new VolumeConflictException(key, $"there is one of {found.SizeBytes} bytes.");
            }

            planner.EnsureKeepsApart(seen, key);

            // One that is there becomes the caller's: whoever made it, and fails yet, does not remove it.
            AppVolume volume = found is not null ? found with { Instance = Guid.NewGuid() } : new AppVolume(
                key, sizeBytes, await planner.PlaceAsync(seen, key, new ResourceAmounts { StorageBytes = sizeBytes }, at: null, cancellationToken).ConfigureAwait(false));
            Hold hold = new(await HoldAsync(volume, cancellationToken).ConfigureAwait(false));
            try
            {
                return await MakeVolumeAsync(volume, found, hold, cancellationToken).ConfigureAwait(false);
            }
            catch (VolumeConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
        }
    }

    public async ValueTask<IReadOnlyList<AppVolume>> ListVolumesAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        (Tenant seen, IReadOnlySet<string>? namespaces) = await guard.ReachAnyAsync(tenant, AppPermissions.ReadVolumes, cancellationToken).ConfigureAwait(false);
        List<AppVolume> found = [];
        foreach (string source in engine.Sources)
        {
            found.AddRange((await engine.ListAsync(source, seen, cancellationToken).ConfigureAwait(false)).Volumes);
        }

        return [.. found.Where(v => namespaces?.Contains(v.Key.Namespace) != false).OrderBy(v => PathOf(v.Key), StringComparer.Ordinal)];
    }

    public async ValueTask<bool> RemoveVolumeAsync(
        TenantReference tenant, string namespaceName, string name, Guid? expected = null, CancellationToken cancellationToken = default)
    {
        (Tenant owner, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.DeleteVolume, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(owner, $"removes volume '{namespaceName}/{name}'");
        AppVolume? seen = await FindExpectedAsync(key, expected, cancellationToken).ConfigureAwait(false);
        bool isRemoved = (expected is null || seen is not null) && await engine.RemoveVolumeAsync(key, seen, cancellationToken).ConfigureAwait(false);
        if (!isRemoved)
        {
            await FindExpectedAsync(key, expected, cancellationToken).ConfigureAwait(false); // another was put there since
        }

        await holdings.FreeVolumeAsync(key, cancellationToken).ConfigureAwait(false);
        return isRemoved;
    }

    /// <summary>The volume that the caller has seen; null where none is there, or any will do.</summary>
    private async ValueTask<AppVolume?> FindExpectedAsync(AppKey key, Guid? expected, CancellationToken cancellationToken)
    {
        AppVolume? found = expected is null ? null : await engine.FindVolumeAsync(key, cancellationToken).ConfigureAwait(false);
        return found is null || found.Instance == expected ? found : throw new VolumeConflictException(key, "it is another than the one that was to be removed.");
    }

    private async ValueTask<AppVolume> MakeVolumeAsync(AppVolume volume, AppVolume? found, Hold hold, CancellationToken cancellationToken)
    {
        AppStep step = AppStep.Apply;
        try
        {
            await engine.CreateVolumeAsync(volume, found?.Instance, cancellationToken).ConfigureAwait(false);
            step = AppStep.Commit;
            await holdings.CommitAsync(hold, volume.Amounts, token => HoldAsync(volume, token), cancellationToken).ConfigureAwait(false);
            return await engine.FindVolumeAsync(volume.Key, cancellationToken).ConfigureAwait(false)
                ?? throw new WorkloadEngineException("Somebody else has removed it since.");
        }
        catch (Exception e)
        {
            bool isUndone = await UndoVolumeAsync(volume, isNew: found is null, hold).ConfigureAwait(false);
            logger.Log.VolumeFailed(volume.Key.Name, volume.Key.Namespace, volume.Key.Tenant, step, isUndone, e);
            if (e is VolumeConflictException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw AppDeploymentException.Of(volume.Key, step, isUndone, e);
        }
    }

    private async ValueTask<ResourceReservation> HoldAsync(AppVolume volume, CancellationToken cancellationToken)
    {
        try
        {
            return await holdings.ReserveAsync(volume.Key, volume.AllocationId, volume.Amounts, volume.Source, cancellationToken).ConfigureAwait(false);
        }
        catch (AllocationConflictException e)
        {
            throw new VolumeConflictException(volume.Key, "something else is held under its id: another change of it is under way.", e);
        }
    }

    /// <summary>Removes what is still the caller's making, and frees it where nobody else holds it since. What was there before stays.</summary>
    private async ValueTask<bool> UndoVolumeAsync(AppVolume volume, bool isNew, Hold hold)
    {
        using CancellationTokenSource limit = new(AppChangeRunner.UndoLimit, time);
        try
        {
            if (isNew)
            {
                await engine.RemoveVolumeAsync(volume.Key, volume, limit.Token).ConfigureAwait(false);
            }

            if (await engine.FindVolumeAsync(volume.Key, limit.Token).ConfigureAwait(false) is not null)
            {
                await hold.Reservation.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                await holdings.ReleaseAsync(hold.Reservation, limit.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e) when (e is TenancyException or OperationCanceledException)
        {
            return false;
        }
    }
}
