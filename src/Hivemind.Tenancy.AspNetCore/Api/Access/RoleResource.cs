using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record RoleResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("permissions")]
    [Description("resource:action, * for any")]
    public required IReadOnlyList<string> Permissions { get; init; }

    [JsonPropertyName("is_built_in")]
    [Description("Whether it exists always and cannot be changed")]
    public required bool IsBuiltIn { get; init; }

    public static RoleResource Of(Role role) => new()
    {
        Id = role.Id,
        Permissions = [.. role.Permissions.Select(p => p.ToString())],
        IsBuiltIn = BuiltInRoles.All.Any(b => b.Id == role.Id),
    };
}
