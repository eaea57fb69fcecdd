using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What follows an anchor that says "removed": everything of the app or volume goes, and that anchor last. Whoever comes upon one finishes it.</summary>
internal sealed class Removals(NodeClient node, DockerOptions options, AnchorStore anchors)
{
    private const int Rounds = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Goes on with a removal to its end.</summary>
    /// <returns>The app that mounts the volume, which is there again for that; null when it is gone.</returns>
    public async Task<string?> FinishAsync(Anchor removed, CancellationToken cancellationToken)
    {
        if (removed.Kind == Labels.AppAnchor)
        {
            await FinishAppAsync(removed, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await FinishVolumeAsync(removed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The app that mounts a volume, or did before a change that may be undone; null when none does.</summary>
    public async Task<string?> MountedByAsync(AppKey volume, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContainerListResponse> all = await anchors.ListAsync(
            [Labels.Is(Labels.Kind, Labels.AppAnchor), Labels.Is(Labels.Uid, volume.Tenant.Uid.ToString()!), Labels.Is(Labels.Namespace, volume.Namespace)],
            cancellationToken).ConfigureAwait(false);
        return all.Select(Anchor.Of).OfType<Anchor>().GroupBy(a => a.Key, StringComparer.Ordinal).Select(g => g.MaxBy(a => a.Generation)!)
            .Where(a => !a.IsRemoved).Select(a => a.ToApp().Desired)
            .Where(d => d.Key.Tenant == volume.Tenant && (d.Spec.Volumes.Concat(d.Former?.Spec.Volumes ?? [])).Any(v => v is { IsOwn: false, IsShared: false } && v.Volume == volume.Name))
            .Select(d => d.Key.Name).FirstOrDefault();
    }

    private async Task FinishAppAsync(Anchor removed, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await anchors.FindAsync(removed.Key, cancellationToken).ConfigureAwait(false);
            if (highest?.Id != removed.Id)
            {
                return; // Somebody else has finished it.
            }

            ContainerListResponse[] left = [.. all.Where(c => c.ID != removed.Id && (ReplicaContainer.IsOne(c) || Anchor.Of(c) is not null))];
            if (left.Length == 0)
            {
                break;
            }

            if (round == Rounds)
            {
                throw new WorkloadEngineException($"Node '{node.Name}' does not remove the containers of an app.");
            }

            // The anchor first: from then on no host makes another container.
            await anchors.RemoveBelowAsync(removed, all, cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(left.Where(c => Anchor.Of(c) is null).Select(c => node.RemoveAsync(c.ID, c.State == "running" ? options.StopGrace : TimeSpan.Zero, cancellationToken))).ConfigureAwait(false);
            if (round > 0)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }

        string instance = removed.ToApp().Desired.Instance.ToString("N");
        await RemoveDataAsync([Labels.Is(Labels.Key, removed.Key), Labels.Is(Labels.Instance, instance)], cancellationToken).ConfigureAwait(false);
        await anchors.RemoveAsync(removed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Decides once, by an anchor that the engine gives one name: either the volume is there again, because an app mounts it, or it is gone for
    /// good. Its data goes only after the latter.
    /// </summary>
    private async Task<string?> FinishVolumeAsync(Anchor removed, CancellationToken cancellationToken, int round = 0)
    {
        (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await anchors.FindAsync(removed.Key, cancellationToken).ConfigureAwait(false);
        if (highest is null or { IsRemoved: false })
        {
            return highest is null ? null : await MountedByAsync(VolumeRecord.Read(removed.Record).Volume.Key, cancellationToken).ConfigureAwait(false) ?? "another";
        }

        await anchors.RemoveBelowAsync(highest, all, cancellationToken).ConfigureAwait(false);
        VolumeRecord record = VolumeRecord.Read(highest.Record);
        if (highest.Removal == AnchorRemoval.Asked)
        {
            string? app = await MountedByAsync(record.Volume.Key, cancellationToken).ConfigureAwait(false);
            Anchor next = highest with { Generation = highest.Generation + 1, Removal = app is null ? AnchorRemoval.Final : AnchorRemoval.None };
            Anchor? decided = await anchors.TryAddAsync(record.Volume.Key, next, [highest.Id], cancellationToken).ConfigureAwait(false);
            if (decided is null)
            {
                // Somebody else decides now.
                if (round == Rounds)
                {
                    throw new WorkloadEngineException($"Node '{node.Name}' holds a name back.");
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await anchors.RemoveAsync(highest, cancellationToken).ConfigureAwait(false);
            }

            return await FinishVolumeAsync(removed, cancellationToken, round + 1).ConfigureAwait(false);
        }

        await RemoveDataAsync(record.Data, cancellationToken).ConfigureAwait(false);
        await anchors.RemoveAsync(highest, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Removes an app's own volumes that it names no longer, once nothing that ran before is left and nobody goes back to it.</summary>
    /// <returns>Whether none is left; false while something else mounts one.</returns>
    public async Task<bool> RemoveUnnamedAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        DesiredApp desired = app.Desired;
        HashSet<string> named = [.. desired.Spec.Volumes.Where(v => v.IsOwn)
            .Select(v => Names.OwnVolume(desired.Key.Tenant.Uid!.Value, app.Anchor.Key, desired.Instance, v.Volume))];
        string[] labels = [Labels.Is(Labels.Key, app.Anchor.Key), Labels.Is(Labels.Instance, desired.Instance.ToString("N"))];
        try
        {
            await RemoveDataAsync(labels, cancellationToken, named).ConfigureAwait(false);
            return true;
        }
        catch (WorkloadEngineException e) when (e.InnerException is DockerApiException { StatusCode: System.Net.HttpStatusCode.Conflict })
        {
            return false;
        }
    }

    /// <summary>Removes the engine's volumes that bear the labels, but for those that are named.</summary>
    public async Task RemoveDataAsync(IEnumerable<string> labels, CancellationToken cancellationToken, IReadOnlySet<string>? but = null)
    {
        VolumesListResponse found = await node.CallAsync(
            (c, t) => c.Volumes.ListAsync(
                new VolumesListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, options.Platform), Labels.Is(Labels.Kind, Labels.Data), .. labels]) }, t),
            cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse volume in (found.Volumes ?? []).Where(v => but?.Contains(v.Name) != true))
        {
            await RemoveDataAsync(volume.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes one of the engine's volumes, as soon as no container that goes holds it any more.</summary>
    private async Task RemoveDataAsync(string name, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            try
            {
                await node.AskAsync(
                    async (c, t) =>
                    {
                        await c.Volumes.RemoveAsync(name, force: false, t).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.Conflict && round < Rounds)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            catch (DockerApiException e)
            {
                throw EngineError.Of(node.Name, e);
            }
        }
    }
}
