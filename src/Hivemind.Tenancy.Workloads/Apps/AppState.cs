namespace Hivemind.Tenancy.Workloads;

/// <summary>How an app is.</summary>
public enum AppState
{
    /// <summary>It is recorded, and not every replica is ready yet.</summary>
    Pending = 1,

    /// <summary>Every replica runs what is wanted and is ready.</summary>
    Ready = 2,

    /// <summary>Stopped by a user: nothing is to run. What still ends is among the replicas, and held until it has ended; then nothing is.</summary>
    Stopped = 3,

    /// <summary>Its tenant is suspended: nothing runs, everything is held.</summary>
    Suspended = 4,

    /// <summary>A job that has ended well. It holds nothing.</summary>
    Succeeded = 5,

    /// <summary>A job that has failed for good, which holds nothing; or an app of which a replica has ended and is not started again.</summary>
    Failed = 6,
}
