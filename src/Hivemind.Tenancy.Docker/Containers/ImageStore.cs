using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Images on a node. Each time before a container is made its registry is asked, as the tenant, so that what one has pulled is not another's.</summary>
internal sealed class ImageStore(NodeClient node, DockerOptions options, IRegistryCredentials? credentials, TimeProvider time)
{
    private static readonly TimeSpan Download = TimeSpan.FromMinutes(30);

    /// <summary>Whether the host lets tenants run an image.</summary>
    public static bool IsAllowed(DockerOptions options, string image) =>
        ImageName.TryComplete(image, out string name) && ImageName.RegistryOf(name) != AnchorStore.Registry
        && options.AllowedImages.Concat(options.LocalImages).Any(p => ImageName.Matches(name, p));

    /// <summary>Has the image on the node, if the tenant may have it.</summary>
    /// <returns>The full name, and what the image runs by itself.</returns>
    /// <exception cref="WorkloadEngineException">It may not, or there is none.</exception>
    public async Task<(string Name, IReadOnlyList<string> Entry)> EnsureAsync(TenantReference? tenant, string image, CancellationToken cancellationToken)
    {
        if (!ImageName.TryComplete(image, out string name))
        {
            throw new WorkloadEngineException($"Image '{image}' is malformed.", isTransient: false);
        }

        bool isLocal = options.LocalImages.Any(p => ImageName.Matches(name, p));
        if (!isLocal)
        {
            await PullAsync(tenant, name, cancellationToken).ConfigureAwait(false);
        }

        ImageInspectResponse found = await node.FindAsync((c, t) => c.Images.InspectImageAsync(name, t), cancellationToken).ConfigureAwait(false)
            ?? throw new WorkloadEngineException($"Image '{name}' is not on node '{node.Name}'.", isTransient: false);
        return (name, [.. found.Config?.Entrypoint ?? [], .. found.Config?.Cmd ?? []]);
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
