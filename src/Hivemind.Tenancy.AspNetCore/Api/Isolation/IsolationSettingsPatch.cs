using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("Settings of a custom level to change; an absent one stays.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record IsolationSettingsPatch
{
    [JsonPropertyName("network")]
    public BoundaryName? Network { get; init; }

    [JsonPropertyName("storage")]
    public BoundaryName? Storage { get; init; }

    [JsonPropertyName("compute")]
    public BoundaryName? Compute { get; init; }

    [JsonPropertyName("resource_guarantees")]
    public bool? ResourceGuarantees { get; init; }
}
