namespace Hivemind.Tenancy;

/// <summary>Another version of the plan was published since the one that the caller read. Read it again and decide anew.</summary>
/// <param name="planName">The plan.</param>
/// <param name="expectedVersion">The latest version that the caller expected; 0 for none.</param>
/// <param name="actualVersion">The latest version found; 0 for none.</param>
public sealed class PlanVersionConflictException(string planName, int expectedVersion, int actualVersion)
    : TenancyException($"The latest version of plan '{planName}' is {actualVersion}, not {expectedVersion}.")
{
    /// <summary>The plan.</summary>
    public string PlanName { get; } = planName;

    /// <summary>The latest version that the caller expected; 0 for none.</summary>
    public int ExpectedVersion { get; } = expectedVersion;

    /// <summary>The latest version found; 0 for none.</summary>
    public int ActualVersion { get; } = actualVersion;
}
