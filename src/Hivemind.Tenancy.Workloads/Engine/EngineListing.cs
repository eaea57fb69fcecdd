namespace Hivemind.Tenancy.Workloads;

/// <summary>Everything that a source has, of one tenant or of all: complete.</summary>
/// <param name="Apps">The apps, stopped and ended ones included, in ordinal order of tenant, namespace and name.</param>
/// <param name="Volumes">The volumes that stand for themselves, in the same order.</param>
public sealed record EngineListing(IReadOnlyList<EngineApp> Apps, IReadOnlyList<AppVolume> Volumes);
