namespace Hivemind.Tenancy.Workloads;

/// <summary>What becomes of a replica whose process has ended.</summary>
public enum RestartPolicy
{
    /// <summary>It is started again.</summary>
    Always = 1,

    /// <summary>It is started again if it failed.</summary>
    OnFailure = 2,

    /// <summary>It stays ended.</summary>
    Never = 3,
}
