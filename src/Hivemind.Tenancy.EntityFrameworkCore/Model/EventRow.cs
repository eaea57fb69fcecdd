namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>An event of the log. Written by <see cref="TenancyDatabase.AppendAsync"/>, and on PostgreSQL by functions in the database, too.</summary>
internal sealed class EventRow
{
    public required long Sequence { get; init; }

    public string? TenantId { get; init; }

    /// <summary>Which tenant of that id, as text.</summary>
    public string? TenantUid { get; init; }

    /// <summary>The name of its type, for instance <c>TenantCreated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long OccurredAt { get; init; }

    /// <summary>JSON of the <see cref="TenancyEvent"/>.</summary>
    public required string Document { get; init; }
}
