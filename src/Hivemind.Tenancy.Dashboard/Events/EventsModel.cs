namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A page of what happened.</summary>
public sealed record EventsModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The events, newest first, each with its sentence.</summary>
    public required IReadOnlyList<EventLine> Lines { get; init; }

    /// <summary>The kind that is shown; null for all.</summary>
    public required string? Kind { get; init; }

    /// <summary>The query part of the address of older events; null when there are none.</summary>
    public required string? Older { get; init; }

    /// <summary>Whether this page begins at the newest event.</summary>
    public required bool IsNewest { get; init; }

    /// <summary>Whether the log once held older events that belong here.</summary>
    public required bool IsTrimmed { get; init; }
}
