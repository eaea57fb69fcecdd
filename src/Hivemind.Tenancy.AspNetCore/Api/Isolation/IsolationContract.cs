using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record IsolationRequest
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Needed with isolation_level custom")]
    public IsolationSettingsDocument? IsolationSettings { get; init; }
}

internal sealed record IsolationResource
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }
}

internal sealed record IsolationUpdateResource
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }

    [JsonPropertyName("changes")]
    [Description("What must follow; empty when both levels come to the same")]
    public required IReadOnlyList<IsolationChangeDocument> Changes { get; init; }
}

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

/// <summary><see cref="IsolationKind"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<IsolationLevelName>))]
internal enum IsolationLevelName
{
    Hard = IsolationKind.Hard,
    Soft = IsolationKind.Soft,
    NetworkOnly = IsolationKind.NetworkOnly,
    Custom = IsolationKind.Custom,
}

/// <summary><see cref="IsolationBoundary"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<BoundaryName>))]
internal enum BoundaryName
{
    Shared = IsolationBoundary.Shared,
    Own = IsolationBoundary.Own,
}

/// <summary><see cref="IsolationAspect"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<IsolationAspectName>))]
internal enum IsolationAspectName
{
    Network = IsolationAspect.Network,
    Storage = IsolationAspect.Storage,
    Compute = IsolationAspect.Compute,
    ResourceGuarantees = IsolationAspect.ResourceGuarantees,
}
