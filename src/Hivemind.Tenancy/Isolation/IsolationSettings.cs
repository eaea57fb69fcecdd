namespace Hivemind.Tenancy;

/// <summary>What an isolation level comes to. Immutable.</summary>
public sealed record IsolationSettings
{
    /// <summary>The network.</summary>
    public required IsolationBoundary Network { get; init => field = Requires.Defined(value, "Network isolation"); }

    /// <summary>The volumes.</summary>
    public required IsolationBoundary Storage { get; init => field = Requires.Defined(value, "Storage isolation"); }

    /// <summary>The nodes.</summary>
    public required IsolationBoundary Compute { get; init => field = Requires.Defined(value, "Compute isolation"); }

    /// <summary>Whether its workloads run with guaranteed rather than best-effort resources.</summary>
    public required bool ResourceGuarantees { get; init; }
}
