namespace Hivemind.Tenancy.Workloads;

/// <summary>How a replica is.</summary>
public enum ReplicaState
{
    /// <summary>It waits for something: its image, a secret, a place.</summary>
    Pending = 1,

    /// <summary>It runs and is not ready yet.</summary>
    Running = 2,

    /// <summary>It runs and is ready.</summary>
    Ready = 3,

    /// <summary>Its process has ended.</summary>
    Exited = 4,
}
