using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SuspendRequest
{
    [JsonPropertyName("reason")]
    [Description("1 to 1,024 characters, kept as status_reason")]
    public required string Reason { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FinishDeletionRequest
{
    [JsonPropertyName("reason")]
    [Description("1 to 1,024 characters, kept in the event as finished_because")]
    public required string Reason { get; init; }
}
