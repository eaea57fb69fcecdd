using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What an isolation level comes to.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record IsolationSettingsDocument
{
    [JsonPropertyName("network")]
    public required BoundaryName Network { get; init; }

    [JsonPropertyName("storage")]
    public required BoundaryName Storage { get; init; }

    [JsonPropertyName("compute")]
    public required BoundaryName Compute { get; init; }

    [JsonPropertyName("resource_guarantees")]
    [Description("Whether workloads run with guaranteed rather than best-effort resources")]
    public required bool ResourceGuarantees { get; init; }

    public static IsolationSettingsDocument Of(IsolationSettings settings) => new()
    {
        Network = (BoundaryName)settings.Network,
        Storage = (BoundaryName)settings.Storage,
        Compute = (BoundaryName)settings.Compute,
        ResourceGuarantees = settings.ResourceGuarantees,
    };

    public IsolationSettings ToSettings() => new()
    {
        Network = (IsolationBoundary)Network,
        Storage = (IsolationBoundary)Storage,
        Compute = (IsolationBoundary)Compute,
        ResourceGuarantees = ResourceGuarantees,
    };
}
