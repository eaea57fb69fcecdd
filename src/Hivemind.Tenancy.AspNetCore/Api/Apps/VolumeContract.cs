using System.ComponentModel;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateVolumeRequest
{
    [JsonPropertyName("namespace")]
    [Description("One of the tenant's namespaces")]
    public required string Namespace { get; init; }

    [JsonPropertyName("name")]
    [Description("RFC 1123 label, unique within the namespace")]
    public required string Name { get; init; }

    [JsonPropertyName("size")]
    [Description("Bytes, 1 or more")]
    public required long Size { get; init; }
}

[Description("A volume that stands for itself: it outlives the apps that mount it.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record VolumeResource
{
    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("size")]
    [Description("Bytes")]
    public required long Size { get; init; }

    [JsonPropertyName("source")]
    [Description("Where it lies: an app that mounts it runs there. The source of its allocation volume/namespace/name")]
    public required string Source { get; init; }

    public static VolumeResource Of(AppVolume volume) => new()
    {
        Namespace = volume.Key.Namespace,
        Name = volume.Key.Name,
        Size = volume.SizeBytes,
        Source = volume.Source,
    };
}

internal sealed record VolumeList
{
    [JsonPropertyName("volumes")]
    public required IReadOnlyList<VolumeResource> Volumes { get; init; }
}
