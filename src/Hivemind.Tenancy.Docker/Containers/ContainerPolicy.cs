using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What the host lets a tenant's container be, over plain values.</summary>
internal static class ContainerPolicy
{
    /// <summary>What stands against an app on a node, in words; null when nothing does.</summary>
    /// <param name="options">What the host allows.</param>
    /// <param name="node">The node.</param>
    /// <param name="network">How far the node keeps networks apart.</param>
    /// <param name="app">What is wanted.</param>
    public static string? WhyNot(DockerOptions options, Node node, EngineSupport network, DesiredApp app)
    {
        AppSpec spec = app.Spec;
        return WhyNot(options, spec) is { } refused ? refused
            : spec.Volumes.FirstOrDefault(v => v.IsShared && !IsShared(options, v.Volume, app)) is { } shared ? $"Volume '{shared.Volume}' is not one that the host shares with the tenant."
            : app.Isolation.Network == IsolationBoundary.Own && network < EngineSupport.Enforced ? $"Node '{node.Name}' does not keep networks apart."
            : IsOwnNode(app.Isolation) && node.DedicatedTo?.Names(app.Key.Tenant.Uid!.Value) != true ? $"Node '{node.Name}' is not dedicated to the tenant."
            : node.DedicatedTo is { } dedicated && (dedicated.Id != app.Key.Tenant.Id || !dedicated.Names(app.Key.Tenant.Uid!.Value)) ? $"Node '{node.Name}' is dedicated to another tenant."
            : null;
    }

    /// <summary>What stands against a spec on every node, in words; null when nothing does.</summary>
    public static string? WhyNot(DockerOptions options, AppSpec spec)
    {
        ResourceAmounts amounts = spec.PerReplica;
        return !ImageStore.IsAllowed(options, spec.Image) ? $"Image '{spec.Image}' is not one that the host allows: AllowedImages and LocalImages name those that are."
            : spec.Capabilities.FirstOrDefault(c => !options.AllowedCapabilities.Contains(c)) is { } capability ? $"Capability {capability} is not one that the host allows: AllowedCapabilities names those that are."
            : !options.AllowPublicPorts && spec.Ports.FirstOrDefault(p => p.Exposure == PortExposure.Public) is { } port ? $"Port {port.Number} is public, and the host allows no public ports (AllowPublicPorts)."
            : amounts.MemoryBytes is > 0 and < ContainerLimits.LeastMemoryBytes ? $"Memory of {amounts.MemoryBytes} bytes is refused: {ContainerLimits.LeastMemoryBytes} bytes or more can be held."
            : amounts.CpuCores is > 0 and < ContainerLimits.LeastCpuCores ? $"CPU of {amounts.CpuCores} cores is refused: {ContainerLimits.LeastCpuCores} cores or more can be held."
            : null;
    }

    /// <summary>The engine mounts whatever has the name, another tenant's too: only what the host names is shared, and not with a tenant that has storage of its own.</summary>
    private static bool IsShared(DockerOptions options, string volume, DesiredApp app) =>
        app.Isolation.Storage != IsolationBoundary.Own
        && options.SharedVolumes.Any(v => v.Name == volume && (v.OwnedBy is not { } owner || (owner.Id == app.Key.Tenant.Id && owner.Names(app.Key.Tenant.Uid!.Value))));

    /// <summary>Resources are guaranteed where nobody else takes any.</summary>
    private static bool IsOwnNode(IsolationSettings isolation) => isolation.Compute == IsolationBoundary.Own || isolation.ResourceGuarantees;
}
