namespace Hivemind.Tenancy.Workloads;

/// <content>Volumes, and what belongs to a tenant as a whole.</content>
public sealed partial class InMemoryWorkloadEngine
{
    /// <inheritdoc/>
    public async ValueTask<AppVolume> CreateVolumeAsync(AppVolume volume, Guid? expectedInstance, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        await Faults.BeginAsync(nameof(CreateVolumeAsync), cancellationToken).ConfigureAwait(false);
        EnsureAnswers(volume.Source);
        lock (_gate)
        {
            AppVolume? found = _volumes.GetValueOrDefault(IdOf(volume.Key));
            if (found != volume)
            {
                bool isExpected = found?.Instance == expectedInstance && (found is null || found with { Instance = volume.Instance } == volume);
                _volumes[IdOf(volume.Key)] = isExpected ? volume : throw new VolumeConflictException(
                    volume.Key, found is null ? "there is none." : "there is one of another size, somewhere else, or of somebody else.");
                _changes.Add(volume.Source, volume.Key.Tenant);
            }
        }

        Faults.End(nameof(CreateVolumeAsync));
        return volume;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveVolumeAsync(AppKey volume, AppVolume? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        await Faults.BeginAsync(nameof(RemoveVolumeAsync), cancellationToken).ConfigureAwait(false);
        bool isRemoved;
        lock (_gate)
        {
            isRemoved = _volumes.TryGetValue(IdOf(volume), out AppVolume? found) && (expected is null || found == expected);
            if (isRemoved)
            {
                EnsureAnswers(found!.Source);
                if (_apps.Values.FirstOrDefault(a => Mounts(a.Desired, volume)) is { } app)
                {
                    throw new VolumeConflictException(volume, $"app '{app.Desired.Key.Name}' mounts it.");
                }

                _volumes.Remove(IdOf(volume));
                _changes.Add(found.Source, volume.Tenant);
            }
        }

        Faults.End(nameof(RemoveVolumeAsync));
        return isRemoved;
    }

    /// <inheritdoc/>
    public async ValueTask<AppVolume?> FindVolumeAsync(AppKey volume, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        await Faults.BeginAsync(nameof(FindVolumeAsync), cancellationToken).ConfigureAwait(false);
        AppVolume? found;
        lock (_gate)
        {
            found = _volumes.GetValueOrDefault(IdOf(volume));
            EnsureAnswers(found?.Source);
        }

        Faults.End(nameof(FindVolumeAsync));
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<Volume?> FindSharedVolumeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        await Faults.BeginAsync(nameof(FindSharedVolumeAsync), cancellationToken).ConfigureAwait(false);
        Volume? found;
        lock (_gate)
        {
            found = _shared.GetValueOrDefault(name);
        }

        Faults.End(nameof(FindSharedVolumeAsync));
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask RemoveTenantAsync(TenantReference tenant, bool keepVolumes, CancellationToken cancellationToken = default)
    {
        await Faults.BeginAsync(nameof(RemoveTenantAsync), cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            foreach ((string id, AppVolume volume) in _volumes.Where(v => !keepVolumes && v.Value.Key.Tenant == tenant).ToArray())
            {
                EnsureAnswers(volume.Source);
                _volumes.Remove(id);
                _changes.Add(volume.Source, tenant);
            }
        }

        Faults.End(nameof(RemoveTenantAsync));
    }

    /// <summary>What it mounts is there, in the step that records it: so no volume goes while an app names it.</summary>
    private void EnsureVolumes(DesiredApp desired)
    {
        foreach (VolumeMount mount in desired.Spec.Volumes.Where(v => v is { IsOwn: false, IsShared: false }))
        {
            AppKey key = new(desired.Key.Tenant, desired.Key.Namespace, mount.Volume);
            if (_volumes.GetValueOrDefault(IdOf(key))?.Source != desired.Source)
            {
                throw new WorkloadEngineException($"There is no volume '{mount.Volume}' at '{desired.Source}'.", isTransient: false);
            }
        }
    }

    private static bool Mounts(DesiredApp app, AppKey volume) =>
        app.Key.Tenant == volume.Tenant
        && app.Key.Namespace == volume.Namespace
        && app.Spec.Volumes.Any(v => v is { IsOwn: false, IsShared: false } && v.Volume == volume.Name);
}
