using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;
using SecretReference = Hivemind.Tenancy.Workloads.SecretReference;

namespace Hivemind.Tenancy.Docker;

/// <summary>Makes and starts the container of a place: image, secrets, network and volumes first. Its name is the lock, the anchor its condition.</summary>
internal sealed class ReplicaMaker(
    NodeClient node, DockerOptions options, AnchorStore anchors, ImageStore images, NetworkStore networks, ISecretResolver? secrets, TimeProvider time) : IDisposable
{
    private const int AtOnce = 32;

    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);

    /// <summary>Makes a container and starts it.</summary>
    /// <returns>Whether it did; false when another host came before, or when the app is not what it was.</returns>
    /// <exception cref="WorkloadEngineException">It cannot be made; why, in words for the tenant.</exception>
    public async Task<bool> MakeAsync(AppSnapshot app, PlannedReplica planned, CancellationToken cancellationToken)
    {
        AppSpec spec = app.Desired.Spec;
        if (ContainerPolicy.WhyNot(options, node.Node.Node, EngineSupport.Enforced, app.Desired) is { } refused)
        {
            throw new WorkloadEngineException(refused, isTransient: false);
        }

        IReadOnlyDictionary<string, string> resolved = await ResolveAsync(app.Desired, cancellationToken).ConfigureAwait(false);
        TenantReference? owner = app.Desired.Isolation.Network == IsolationBoundary.Own ? app.Desired.Key.Tenant : default(TenantReference?);
        Task<string> network = networks.EnsureAsync(owner, cancellationToken);
        Task<IReadOnlyList<Mount>> mounts = MountsAsync(app, cancellationToken);
        Task<(string Name, IReadOnlyList<string> Entry)> image = images.EnsureAsync(app.Desired.Key.Tenant, spec.Image, ImageStore.Patience, cancellationToken);
        await Task.WhenAll(network, mounts, image).ConfigureAwait(false);
        (string name, IReadOnlyList<string> entry) = await image.ConfigureAwait(false);
        ReplicaBlueprint blueprint = new(options, app, name, entry, await network.ConfigureAwait(false), await mounts.ConfigureAwait(false));
        CreateContainerParameters parameters = blueprint.Of(planned);
        string id;
        try
        {
            id = (await AskAsync((c, t) => c.Containers.CreateContainerAsync(parameters, t), cancellationToken).ConfigureAwait(false)).ID;
        }
        catch (DockerApiException e) when (AnchorStore.IsLost(e))
        {
            return false;
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(node.Name, e);
        }

        await StartAsync(id, resolved, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Calls the engine for few containers at once, so that each is answered in time.</summary>
    private async Task<T> AskAsync<T>(Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await node.AskAsync(call, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Starts it. One that cannot be started says so itself from then on, as one that ended.</summary>
    private async Task StartAsync(string id, IReadOnlyDictionary<string, string> resolved, CancellationToken cancellationToken)
    {
        MultiplexedStream? input = resolved.Count == 0 ? null : await node.CallAsync(
            (c, t) => c.Containers.AttachContainerAsync(id, new ContainerAttachParameters { Stdin = true, Stream = true }, t), cancellationToken).ConfigureAwait(false);
        using (input)
        {
            try
            {
                await AskAsync((c, t) => c.Containers.StartContainerAsync(id, new ContainerStartParameters(), t), cancellationToken).ConfigureAwait(false);
            }
            catch (DockerApiException)
            {
                return;
            }
            catch (WorkloadEngineException e) when (e.InnerException is DockerApiException)
            {
                return;
            }

            if (input is not null)
            {
                byte[] bytes = SecretLaunch.Input(resolved);
                await node.CallAsync(
                    async (_, t) =>
                    {
                        await input.WriteAsync(bytes, 0, bytes.Length, t).ConfigureAwait(false);
                        input.CloseWrite();
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ResolveAsync(DesiredApp app, CancellationToken cancellationToken)
    {
        Dictionary<string, string> resolved = new(StringComparer.Ordinal);
        foreach ((string variable, SecretReference secret) in app.Spec.Secrets)
        {
            string? value = secrets is null ? null : await HostLimit.WaitAsync(
                t => secrets.ResolveAsync(app.Key, secret, t), $"Secret '{secret.Name}'", options, time, cancellationToken).ConfigureAwait(false);
            resolved[variable] = value is not null && !value.Contains('\0', StringComparison.Ordinal)
                ? value
                : throw new WorkloadEngineException($"There is no secret '{secret.Name}' for it.", isTransient: false);
        }

        return resolved;
    }

    private async Task<IReadOnlyList<Mount>> MountsAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        List<Mount> mounts = [];
        foreach (VolumeMount mount in app.Desired.Spec.Volumes)
        {
            AppKey key = app.Desired.Key;
            string name;
            if (mount.IsShared)
            {
                name = mount.Volume;
            }
            else if (mount.IsOwn)
            {
                name = Names.OwnVolume(key.Tenant.Uid!.Value, app.Anchor.Key, app.Desired.Instance, mount.Volume);
            }
            else
            {
                AppKey volume = new(key.Tenant, key.Namespace, mount.Volume);
                (Anchor? anchor, _) = await anchors.FindAsync(VolumeKeyOf(options, volume), cancellationToken).ConfigureAwait(false);
                name = anchor is { IsRemoved: false } ? VolumeRecord.Read(anchor.Record).Data : throw new WorkloadEngineException($"There is no volume '{mount.Volume}'.", isTransient: false);
            }

            mounts.Add(new Mount
            {
                Type = "volume",
                Source = name,
                Target = mount.Path,
                ReadOnly = mount.IsReadOnly,
                VolumeOptions = new VolumeOptions { Labels = mount.IsShared ? null : DataLabels(options, key.Tenant, app.Anchor.Key, mount.IsOwn ? app.Desired.Instance : null) },
            });
        }

        return mounts;
    }

    /// <summary>The key of a volume that stands for itself: never that of an app of the same name.</summary>
    public static string VolumeKeyOf(DockerOptions options, AppKey volume) => Names.Hash($"volume\n{Names.KeyOf(options.Platform, volume)}", 24);

    /// <summary>The labels of the engine's volumes: of an app's own with the app and its instance.</summary>
    public static Dictionary<string, string> DataLabels(DockerOptions options, TenantReference tenant, string key, Guid? instance) => new(StringComparer.Ordinal)
    {
        [Labels.Platform] = options.Platform,
        [Labels.Kind] = Labels.Data,
        [Labels.Tenant] = tenant.Id.ToString(),
        [Labels.Uid] = tenant.Uid.ToString()!,
        [Labels.Key] = instance is null ? string.Empty : key,
        [Labels.Instance] = instance?.ToString("N") ?? string.Empty,
    };
}
