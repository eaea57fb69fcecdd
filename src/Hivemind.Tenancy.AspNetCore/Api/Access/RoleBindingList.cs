using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record RoleBindingList
{
    [JsonPropertyName("role_bindings")]
    public required IReadOnlyList<RoleBindingResource> RoleBindings { get; init; }
}
