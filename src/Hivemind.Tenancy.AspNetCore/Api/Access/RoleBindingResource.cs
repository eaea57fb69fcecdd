using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record RoleBindingResource
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    [JsonPropertyName("scope")]
    [Description("* for Global, tenant, tenant/namespace or tenant/namespace/resource")]
    public required string Scope { get; init; }

    public static RoleBindingResource Of(RoleBinding binding) => new()
    {
        Subject = binding.Subject.ToString(),
        RoleId = binding.RoleId,
        Scope = binding.Scope.ToString(),
    };
}
