namespace Hivemind.Tenancy.Workloads;

/// <summary>How a job has ended.</summary>
public enum JobOutcome
{
    /// <summary>It has done its work.</summary>
    Succeeded = 1,

    /// <summary>It failed more often than it may, or ran longer.</summary>
    Failed = 2,
}
