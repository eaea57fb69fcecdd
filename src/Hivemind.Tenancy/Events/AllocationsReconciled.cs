namespace Hivemind.Tenancy;

/// <summary>A tenant's allocations were brought in line with an observation, and something differed.</summary>
public sealed record AllocationsReconciled : TenancyEvent
{
    /// <summary>The source that was observed.</summary>
    public required string Source { get; init; }

    /// <summary>What differed.</summary>
    public ReconciliationResult Result { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ReconciliationResult.None;
}
