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
        AppVolume? found = await engine.FindVolumeAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is not null && found.SizeBytes != sizeBytes)
        {
            throw new VolumeConflictException(key, $"there is one of {found.SizeBytes} bytes.");
        }

        AppVolume volume = found ?? new AppVolume(
            key, sizeBytes, await planner.PlaceAsync(seen, key, new ResourceAmounts { StorageBytes = sizeBytes }, at: null, cancellationToken).ConfigureAwait(false));
        Hold hold = new(await HoldAsync(volume, cancellationToken).ConfigureAwait(false));
        AppStep step = AppStep.Apply;
        try
        {
            await engine.CreateVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
            step = AppStep.Commit;
            await Holdings.CommitAsync(hold, token => HoldAsync(volume, token), cancellationToken).ConfigureAwait(false);
            return volume;
        }
        catch (Exception e)
        {
            bool isUndone = found is null ? await UndoVolumeAsync(volume, hold).ConfigureAwait(false) : await KeepAsync(hold).ConfigureAwait(false);
            if (e is VolumeConflictException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw new AppDeploymentException(key, step, e.Message, isUndone, e);
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

    public async ValueTask<bool> RemoveVolumeAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.DeleteVolume, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(seen, $"removes volume '{namespaceName}/{name}'");
        Allocation? held = await holdings.FindAsync(key.Tenant, IdOfVolume(key), cancellationToken).ConfigureAwait(false);
        bool isRemoved = await engine.RemoveVolumeAsync(key, cancellationToken).ConfigureAwait(false);
        await holdings.ReleaseAsync(isRemoved || held is { IsCommitted: true } ? held : null, cancellationToken).ConfigureAwait(false);
        return isRemoved;
    }

    private static string IdOfVolume(AppKey key) => $"volume/{key.Namespace}/{key.Name}";

    private static async ValueTask<bool> KeepAsync(Hold hold)
    {
        await hold.Reservation.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private ValueTask<ResourceReservation> HoldAsync(AppVolume volume, CancellationToken cancellationToken) =>
        holdings.ReserveAsync(volume.Key, volume.AllocationId, volume.Amounts, volume.Source, cancellationToken);

    private async ValueTask<bool> UndoVolumeAsync(AppVolume volume, Hold hold)
    {
        try
        {
            await engine.RemoveVolumeAsync(volume.Key, CancellationToken.None).ConfigureAwait(false);
            await holdings.ReleaseAsync(hold.Reservation, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TenancyException)
        {
            return false;
        }
    }
}
