using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record RoleList
{
    [JsonPropertyName("roles")]
    public required IReadOnlyList<RoleResource> Roles { get; init; }
}
