using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoleBindingRequest
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }
}
