using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>Volumes, and what belongs to a tenant as a whole.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <inheritdoc/>
    public async ValueTask<AppVolume> CreateVolumeAsync(AppVolume volume, Guid? expectedInstance, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Begin(cancellationToken);
        NodeRuntime node = At(volume.Source);
        string key = ReplicaMaker.VolumeKeyOf(_options, volume.Key);
        if (expectedInstance is null && await FindVolumeAsync(volume.Key, cancellationToken).ConfigureAwait(false) is { } elsewhere && elsewhere.Source != volume.Source)
        {
            throw new VolumeConflictException(volume.Key, "there is one somewhere else.");
        }

        long start = _time.GetTimestamp();
        while (true)
        {
            (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (highest is { IsRemoved: true })
            {
                await node.Removals.FinishAsync(highest, cancellationToken).ConfigureAwait(false);
                continue;
            }

            VolumeRecord? found = highest is null ? null : VolumeRecord.Read(highest.Record);
            if (found?.Volume == volume)
            {
                return volume;
            }

            if (found?.Volume.Instance != expectedInstance || (found is not null && found.Volume with { Instance = volume.Instance } != volume))
            {
                throw new VolumeConflictException(volume.Key, found is null ? "there is none." : "there is one of another size, somewhere else, or of somebody else.");
            }

            VolumeRecord record = new(volume, found?.Data ?? Names.NewVolume(volume.Key.Tenant.Uid!.Value));
            Anchor next = new(string.Empty, Labels.VolumeAnchor, key, (highest?.Generation ?? 0) + 1, AnchorRemoval.None, record.Write());
            if (await node.Anchors.TryAddAsync(volume.Key, next, highest is null ? [] : [highest.Id], cancellationToken).ConfigureAwait(false) is { } added)
            {
                await RecordedVolumeAsync(node, added, record, highest, all, cancellationToken).ConfigureAwait(false);
                return volume;
            }

            await WaitAsync(start, node, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveVolumeAsync(AppKey volume, AppVolume? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Begin(cancellationToken);
        string key = ReplicaMaker.VolumeKeyOf(_options, volume);
        return await FindNodeAsync(key, cancellationToken).ConfigureAwait(false) is { } found
            && await RemoveVolumeAsync(found.Node, key, volume, expected, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<AppVolume?> FindVolumeAsync(AppKey volume, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Begin(cancellationToken);
        string key = ReplicaMaker.VolumeKeyOf(_options, volume);
        return await FindNodeAsync(key, cancellationToken).ConfigureAwait(false) is { Highest.IsRemoved: false } found ? VolumeRecord.Read(found.Highest.Record).Volume : null;
    }

    /// <inheritdoc/>
    public ValueTask<Volume?> FindSharedVolumeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Begin(cancellationToken);
        return new(_options.SharedVolumes.FirstOrDefault(v => v.Name == name));
    }

    /// <inheritdoc/>
    public async ValueTask RemoveTenantAsync(TenantReference tenant, bool keepVolumes, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        if (tenant.Uid is not { } uid)
        {
            throw new ArgumentException($"Tenant '{tenant}' is refused: a tenant with its uid is allowed.", nameof(tenant));
        }

        string[] labels = [Labels.Is(Labels.Uid, uid.ToString())];
        await Task.WhenAll(_nodes.Select(async node =>
        {
            IReadOnlyList<ContainerListResponse> all = await node.Anchors.ListAsync(labels, cancellationToken).ConfigureAwait(false);
            if (!keepVolumes)
            {
                foreach ((Anchor anchor, VolumeRecord record) in VolumesIn(all))
                {
                    await RemoveVolumeAsync(node, anchor.Key, record.Volume.Key, null, cancellationToken).ConfigureAwait(false);
                }

                await node.Removals.RemoveDataAsync(labels, cancellationToken).ConfigureAwait(false);
            }

            await node.Networks.RemoveAsync(tenant, cancellationToken).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private static IEnumerable<(Anchor Anchor, VolumeRecord Record)> VolumesIn(IEnumerable<ContainerListResponse> all) => all
        .Select(Anchor.Of).OfType<Anchor>().Where(a => a.Kind == Labels.VolumeAnchor)
        .GroupBy(a => a.Key, StringComparer.Ordinal).Select(g => g.MaxBy(a => a.Generation)!)
        .Where(a => !a.IsRemoved).Select(a => (a, VolumeRecord.Read(a.Record)));

    private async Task RecordedVolumeAsync(
        NodeRuntime node, Anchor added, VolumeRecord record, Anchor? former, IReadOnlyList<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        AppVolume volume = record.Volume;
        if (former is null)
        {
            (Anchor? highest, _) = await node.Anchors.FindAsync(added.Key, cancellationToken).ConfigureAwait(false);
            if (highest?.Id != added.Id)
            {
                await node.Anchors.RemoveAsync(added, cancellationToken).ConfigureAwait(false);
                throw new VolumeConflictException(volume.Key, "somebody else has made one.");
            }

            VolumesCreateParameters parameters = new() { Name = record.Data, Labels = ReplicaMaker.DataLabels(_options, volume.Key.Tenant, string.Empty, null) };
            await node.Client.CallAsync((c, t) => c.Volumes.CreateAsync(parameters, t), cancellationToken).ConfigureAwait(false);
        }

        await node.Anchors.RemoveBelowAsync(added, all, cancellationToken).ConfigureAwait(false);
        node.Changed(added.Key, volume.Key.Tenant);
    }

    private async Task<bool> RemoveVolumeAsync(NodeRuntime node, string key, AppKey volume, AppVolume? expected, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            (Anchor? highest, _) = await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (highest is { IsRemoved: true })
            {
                await node.Removals.FinishAsync(highest, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (highest is null || (expected is not null && VolumeRecord.Read(highest.Record).Volume != expected))
            {
                return false;
            }

            // Looked at before, so that a refusal changes nothing; what decides is looked at again after the anchor, see Removals.
            string? app = await node.Removals.MountedByAsync(volume, cancellationToken).ConfigureAwait(false);
            if (app is null)
            {
                Anchor next = highest with { Generation = highest.Generation + 1, Removal = AnchorRemoval.Asked };
                if (await node.Anchors.TryAddAsync(volume, next, [highest.Id], cancellationToken).ConfigureAwait(false) is not { } removed)
                {
                    await WaitAsync(start, node, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                app = await node.Removals.FinishAsync(removed, cancellationToken).ConfigureAwait(false);
                node.Changed(key, volume.Tenant);
            }

            return app is null ? true : throw new VolumeConflictException(volume, $"app '{app}' mounts it.");
        }
    }

    /// <summary>
    /// After an app is recorded, its volumes are there still. The engine looks for them before it shows the app's anchor: a removal that fell
    /// in between has not seen the app. One that has not decided yet will: its anchor came first, or it sees the app's.
    /// </summary>
    /// <exception cref="WorkloadEngineException">One is gone. A new app is removed again; a change is its maker's to undo, and mounts nothing.</exception>
    private async Task EnsureVolumesAsync(NodeRuntime node, Anchor added, DesiredApp desired, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        foreach (VolumeMount mount in desired.Spec.Volumes.Where(v => v is { IsOwn: false, IsShared: false }))
        {
            string key = ReplicaMaker.VolumeKeyOf(_options, new AppKey(desired.Key.Tenant, desired.Key.Namespace, mount.Volume));
            Anchor? volume;
            while ((volume = (await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false)).Highest) is { Removal: AnchorRemoval.Asked })
            {
                await node.Removals.FinishAsync(volume, cancellationToken).ConfigureAwait(false);
                await WaitAsync(start, node, cancellationToken).ConfigureAwait(false);
            }

            if (volume is null or { IsRemoved: true })
            {
                if (desired.Generation == 1)
                {
                    await RemoveAsync(desired.Key, desired, cancellationToken).ConfigureAwait(false);
                }

                node.Changed(added.Key, desired.Key.Tenant);
                throw new WorkloadEngineException($"There is no volume '{mount.Volume}' at '{node.Name}'.", isTransient: false);
            }
        }
    }

    /// <summary>The anchors of the volumes that an app mounts: it is recorded only while they are there.</summary>
    private async Task<IReadOnlyList<string>> VolumesOfAsync(NodeRuntime node, DesiredApp desired, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        foreach (VolumeMount mount in desired.Spec.Volumes.Where(v => v is { IsOwn: false, IsShared: false }))
        {
            AppKey volume = new(desired.Key.Tenant, desired.Key.Namespace, mount.Volume);
            (Anchor? highest, _) = await node.Anchors.FindAsync(ReplicaMaker.VolumeKeyOf(_options, volume), cancellationToken).ConfigureAwait(false);
            ids.Add(highest is { IsRemoved: false } ? highest.Id : throw new WorkloadEngineException($"There is no volume '{mount.Volume}' at '{node.Name}'.", isTransient: false));
        }

        return ids;
    }
}
