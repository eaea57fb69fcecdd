namespace Hivemind.Tenancy.Workloads;

/// <summary>What becomes of an app that runs and that nobody holds anything for.</summary>
public enum StrayPolicy
{
    /// <summary>Its tenant holds it from then on, even over its limits.</summary>
    Adopt = 1,

    /// <summary>It is removed from the engine.</summary>
    Remove = 2,
}
