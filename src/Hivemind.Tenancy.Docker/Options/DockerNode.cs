using Docker.DotNet;

namespace Hivemind.Tenancy.Docker;

/// <summary>One Docker engine: a node, and a source of its own.</summary>
/// <param name="name">Its name: 1 to 256 characters, the same on every host and for ever, since allocations bear it.</param>
/// <param name="endpoint">Where the engine listens: <c>unix:///var/run/docker.sock</c>, <c>tcp://10.0.0.7:2376</c>, <c>npipe://./pipe/docker_engine</c>.</param>
/// <param name="dedicatedTo">The tenant that it is dedicated to, which alone runs there; null when it is shared.</param>
/// <exception cref="ArgumentException">The name is malformed.</exception>
public sealed class DockerNode(string name, Uri endpoint, TenantReference? dedicatedTo = null)
{
    /// <summary>The node as verdicts of isolation see it.</summary>
    public Node Node { get; } = new(name, dedicatedTo);

    /// <summary>Its name.</summary>
    public string Name => Node.Name;

    /// <summary>Where the engine listens.</summary>
    public Uri Endpoint { get; } = endpoint ?? throw new ArgumentNullException(nameof(endpoint));

    /// <summary>Sets what the connection needs besides, certificates for instance; null for nothing.</summary>
    public Func<DockerClientBuilder, DockerClientBuilder>? Connect { get; init; }
}
