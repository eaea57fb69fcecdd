using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant holds at one moment. The five totals count what is committed and what is held for leases.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record UsageResource
{
    [JsonPropertyName("tenant_id")]
    public required string TenantId { get; init; }

    [JsonPropertyName("timestamp")]
    public required DateTimeOffset Timestamp { get; init; }

    [JsonPropertyName("cpu_usage")]
    [Description("Cores")]
    public required decimal CpuUsage { get; init; }

    [JsonPropertyName("memory_usage")]
    [Description("Bytes")]
    public required decimal MemoryUsage { get; init; }

    [JsonPropertyName("storage_usage")]
    [Description("Bytes")]
    public required decimal StorageUsage { get; init; }

    [JsonPropertyName("container_count")]
    public required decimal ContainerCount { get; init; }

    [JsonPropertyName("service_count")]
    public required decimal ServiceCount { get; init; }

    [JsonPropertyName("resources")]
    [Description("Per resource: the five known ones, then every other one that is held or limited")]
    public required IReadOnlyList<ResourceUsageDocument> Resources { get; init; }

    [JsonPropertyName("held")]
    [Description("How many allocations are held for a lease")]
    public required int Held { get; init; }

    [JsonPropertyName("committed")]
    [Description("How many allocations are committed")]
    public required int Committed { get; init; }

    [JsonPropertyName("grace")]
    [Description("The grace in force; null when there is none")]
    public required GraceDocument? Grace { get; init; }

    public static UsageResource Of(TenantUsage usage) => new()
    {
        TenantId = usage.TenantId.Value,
        Timestamp = usage.AsOf,
        CpuUsage = usage[ResourceNames.Cpu].Total,
        MemoryUsage = usage[ResourceNames.Memory].Total,
        StorageUsage = usage[ResourceNames.Storage].Total,
        ContainerCount = usage[ResourceNames.Containers].Total,
        ServiceCount = usage[ResourceNames.Services].Total,
        Resources = [.. usage.Resources.Select(ResourceUsageDocument.Of)],
        Held = usage.Held,
        Committed = usage.Committed,
        Grace = GraceDocument.Of(usage.Grace),
    };
}
