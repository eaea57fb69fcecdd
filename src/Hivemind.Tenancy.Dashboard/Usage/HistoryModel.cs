namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What was held over time.</summary>
public sealed record HistoryModel
{
    /// <summary>Which time.</summary>
    public required HistorySpan Span { get; init; }

    /// <summary>One chart a resource; none when nothing was held.</summary>
    public required IReadOnlyList<UsageChart> Charts { get; init; }

    /// <summary>Whether this host records what is held.</summary>
    public required bool IsMetering { get; init; }

    /// <summary>How long it is kept; null for ever.</summary>
    public required TimeSpan? Retained { get; init; }
}
