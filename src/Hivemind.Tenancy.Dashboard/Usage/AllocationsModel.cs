namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A page of what a tenant holds, piece by piece.</summary>
public sealed record AllocationsModel
{
    /// <summary>The allocations.</summary>
    public required IReadOnlyList<AllocationRow> Rows { get; init; }

    /// <summary>What was asked for.</summary>
    public required UsageAddress Address { get; init; }

    /// <summary>The next page; null for the last.</summary>
    public required UsageAddress? Next { get; init; }

    /// <summary>Whether the user may release them, which is for operators.</summary>
    public required bool MayRelease { get; init; }
}
