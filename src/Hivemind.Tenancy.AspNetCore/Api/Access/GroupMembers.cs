using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record GroupMembers
{
    [JsonPropertyName("group_id")]
    public required string GroupId { get; init; }

    [JsonPropertyName("members")]
    public required IReadOnlyList<string> Members { get; init; }
}
