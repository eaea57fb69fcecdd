namespace Hivemind.Tenancy;

/// <summary>An event of the log. Only <see cref="TenancyDatabase.AppendAsync"/> writes it.</summary>
internal sealed class EventRow
{
    public required long Sequence { get; init; }

    public string? TenantId { get; init; }

    /// <summary>The name of its type, for instance <c>TenantCreated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>JSON of the <see cref="TenancyEvent"/>.</summary>
    public required string Document { get; init; }
}
