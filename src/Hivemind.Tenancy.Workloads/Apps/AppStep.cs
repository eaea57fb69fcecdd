namespace Hivemind.Tenancy.Workloads;

/// <summary>The steps of a change of an app, in their order.</summary>
public enum AppStep
{
    /// <summary>What the tenant's isolation asks for: what the engine enforces, and what may be mounted.</summary>
    Isolation = 1,

    /// <summary>Where it may run.</summary>
    Placement = 2,

    /// <summary>What the tenant may hold.</summary>
    Quota = 3,

    /// <summary>What the engine records.</summary>
    Apply = 4,

    /// <summary>That every replica is ready in time.</summary>
    Readiness = 5,

    /// <summary>That what was held is kept.</summary>
    Commit = 6,
}
