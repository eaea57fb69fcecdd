using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoleRequest
{
    [JsonPropertyName("permissions")]
    [Description("At least one resource:action, * for any")]
    public required IReadOnlyList<string> Permissions { get; init; }
}
