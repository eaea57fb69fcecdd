using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What a node really keeps apart, as throw-away containers have tried it.</summary>
/// <param name="Node">The node.</param>
/// <param name="At">When it was tried.</param>
/// <param name="Checks">What was tried.</param>
public sealed record DockerNodeReport(string Node, DateTimeOffset At, IReadOnlyList<DockerNodeCheck> Checks)
{
    /// <summary>Whether networks of tenants keep them apart.</summary>
    public EngineSupport Network => Of(DockerNodeCheck.NetworkPart);

    /// <summary>Whether limits hold.</summary>
    public EngineSupport Compute => Of(DockerNodeCheck.ComputePart);

    /// <summary>Whether everything that was tried holds.</summary>
    public bool IsHealthy => Checks.Count > 0 && Checks.All(c => c.Holds);

    /// <summary>What does not hold, in words; null when everything does.</summary>
    internal string? Fault => IsHealthy ? null : string.Join("; ", Checks.Where(c => !c.Holds).Select(c => $"{c.Name}: {c.Detail}").DefaultIfEmpty("Nothing was tried."));

    private EngineSupport Of(string part) => Checks.Any(c => c.Part == part) && Checks.Where(c => c.Part == part).All(c => c.Holds) ? EngineSupport.Enforced : EngineSupport.Accounted;
}
