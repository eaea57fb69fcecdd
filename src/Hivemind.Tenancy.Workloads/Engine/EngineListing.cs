namespace Hivemind.Tenancy.Workloads;

/// <summary>Everything that a source has, of one tenant or of all: complete.</summary>
/// <param name="Apps">The apps, stopped and ended ones included, in ordinal order of tenant, namespace and name.</param>
/// <param name="Volumes">The volumes that stand for themselves, in the same order.</param>
public sealed record EngineListing(IReadOnlyList<EngineApp> Apps, IReadOnlyList<AppVolume> Volumes)
{
    /// <summary>
    /// Apps that were removed and of which replicas still end, as stopped ones, in the same order: no other verb finds them. One of whose key
    /// a later one is recorded at the source is not among them: what still ends of it is among the replicas of that.
    /// </summary>
    public IReadOnlyList<EngineApp> Ending { get; init; } = [];
}
