namespace Hivemind.Tenancy.Workloads;

/// <summary>One change of an app: from what was seen to what is wanted.</summary>
/// <param name="Before">What was seen on the engine; null where there was none.</param>
/// <param name="After">What is wanted, of the generation after it.</param>
internal sealed record AppChange(EngineApp? Before, DesiredApp After)
{
    /// <summary>What has to be held before it is applied; null when nothing has.</summary>
    public ResourceAmounts? Target { get; init; }

    /// <summary>Whether what is held grows to the target, rather than being held from nothing.</summary>
    public bool IsGrowth { get; init; }

    /// <summary>Whether every replica has to be ready before it counts.</summary>
    public bool WaitsUntilReady { get; init; }

    public AppKey Key => After.Key;

    public long ExpectedGeneration => After.Generation - 1;

    /// <summary>Whether what the engine has is what this change made of it: so it is undone only where nobody has come after it. That the tenant was suspended or resumed since does not count.</summary>
    public bool Made(DesiredApp found) =>
        found == After
        || (found.IsSuspended != After.IsSuspended && found with { Generation = After.Generation, IsSuspended = After.IsSuspended } == After);
}
