using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record IsolationChangeDocument
{
    [JsonPropertyName("aspect")]
    public required IsolationAspectName Aspect { get; init; }

    [JsonPropertyName("is_tightened")]
    [Description("Whether the tenant is kept further apart, so running workloads may violate it until they are moved")]
    public required bool IsTightened { get; init; }

    [JsonPropertyName("action")]
    [Description("What the host has to do, in words")]
    public required string Action { get; init; }
}
