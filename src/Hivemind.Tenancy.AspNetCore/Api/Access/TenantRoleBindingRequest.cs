using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TenantRoleBindingRequest
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    [JsonPropertyName("namespace")]
    [Description("One of the tenant's namespaces; the whole tenant when absent")]
    public string? Namespace { get; init; }

    [JsonPropertyName("resource")]
    [Description("One named resource of the namespace")]
    public string? Resource { get; init; }
}
