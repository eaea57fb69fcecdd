namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>An event of the log. Written by <see cref="TenancyDatabase.AppendAsync"/>.</summary>
internal sealed class EventRow
{
    public required long Sequence { get; init; }

    public string? TenantId { get; init; }

    public string? TenantUid { get; init; }

    /// <summary>The name of its type, for instance <c>TenantCreated</c>.</summary>
    public required string Kind { get; init; }

    public required long OccurredAt { get; init; }

    /// <summary>JSON of the <see cref="TenancyEvent"/>.</summary>
    public required string Document { get; init; }
}
