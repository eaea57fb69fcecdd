using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Images on a node. Each time before a container is made its registry is asked, as the tenant, so that what one has pulled is not another's.</summary>
internal sealed class ImageStore(NodeClient node, DockerOptions options, IRegistryCredentials? credentials, TimeProvider time) : IDisposable
{
    /// <summary>How long a download may take.</summary>
    public static readonly TimeSpan Download = TimeSpan.FromMinutes(30);

    /// <summary>How long an app waits for one before it looks again at what is wanted: it may be stopped meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer of a registry counts for who had to look again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(TenantReference? Tenant, string Name), Task> _loading = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Whether the host lets tenants run an image.</summary>
    public static bool IsAllowed(DockerOptions options, string image) =>
        ImageName.TryComplete(image, out string name) && ImageName.RegistryOf(name) != AnchorStore.Registry
        && options.AllowedImages.Concat(options.LocalImages).Any(p => ImageName.Matches(name, p));

    /// <summary>Has the image on the node, if the tenant may have it.</summary>
    /// <param name="tenant">Who signs in; null for nobody.</param>
    /// <param name="image">The image, as a spec names it.</param>
    /// <param name="patience">How long it is waited for. The download goes on after that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The full name, and what the image runs by itself.</returns>
    /// <exception cref="WorkloadEngineException">It may not, there is none, or it is still being loaded.</exception>
    public async Task<(string Name, IReadOnlyList<string> Entry)> EnsureAsync(TenantReference? tenant, string image, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!ImageName.TryComplete(image, out string name))
        {
            throw new WorkloadEngineException($"Image '{image}' is malformed.", isTransient: false);
        }

        bool isLocal = options.LocalImages.Any(p => ImageName.Matches(name, p));
        if (!isLocal)
        {
            await LoadAsync(tenant, name, patience, cancellationToken).ConfigureAwait(false);
        }

        ImageInspectResponse found = await node.FindAsync((c, t) => c.Images.InspectImageAsync(name, t), cancellationToken).ConfigureAwait(false)
            ?? throw new WorkloadEngineException($"Image '{name}' is not on node '{node.Name}'.", isTransient: false);
        return (name, [.. found.Config?.Entrypoint ?? [], .. found.Config?.Cmd ?? []]);
    }

    /// <summary>Ends what is being loaded.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>One download at a time for each tenant and image: who comes meanwhile waits for it, too.</summary>
    private async Task LoadAsync(TenantReference? tenant, string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        (TenantReference?, string) key = (tenant, name);
        CancellationToken stopping = _stopping.Token;
        Task loading = _loading.GetOrAdd(key, _ => PullAsync(tenant, name, stopping));
        using CancellationTokenSource waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool isDone = await Task.WhenAny(loading, Task.Delay(patience, time, waited.Token)).ConfigureAwait(false) == loading;
        await waited.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!isDone)
        {
            _ = ForgetAsync(key, loading, stopping);
            throw new WorkloadEngineException($"Image '{name}' is being loaded.");
        }

        // The next container asks the registry anew.
        _loading.TryRemove(KeyValuePair.Create(key, loading));
        await loading.ConfigureAwait(false);
    }

    private async Task ForgetAsync((TenantReference?, string) key, Task loading, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAny(loading).ConfigureAwait(false);
            await Task.Delay(Fresh, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }

        _loading.TryRemove(KeyValuePair.Create(key, loading));
        _ = loading.Exception;
    }

    private async Task PullAsync(TenantReference? tenant, string name, CancellationToken cancellationToken)
    {
        string registry = ImageName.RegistryOf(name);
        RegistryCredential? credential = tenant is { } who && credentials is not null
            ? await HostLimit.WaitAsync(t => credentials.FindAsync(who, registry, t), $"The credential for '{registry}'", options, time, cancellationToken).ConfigureAwait(false)
            : null;
        AuthConfig sign = new() { Username = credential?.UserName, Password = credential?.Password, ServerAddress = registry };
        string? error = null;
        await node.CallAsync(
            async (c, t) =>
            {
                await c.Images.CreateImageAsync(
                    new ImagesCreateParameters { FromImage = name },
                    sign,
                    new ImmediateProgress<JSONMessage>(message => error ??= message.Error?.Message),
                    t).ConfigureAwait(false);
                return true;
            },
            cancellationToken,
            Download).ConfigureAwait(false);
        if (error is not null)
        {
            throw new WorkloadEngineException($"Image '{name}' cannot be pulled: {error}");
        }
    }
}
