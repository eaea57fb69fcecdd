using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant may hold at most; a limit that is null or absent is unlimited, 0 is nothing at all.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuotasDocument
{
    [JsonPropertyName("cpu_limit")]
    [Description("Cores, 0 or more, in steps of 0.001")]
    public decimal? CpuLimit { get; init; }

    [JsonPropertyName("memory_limit")]
    [Description("Bytes, 0 or more")]
    public long? MemoryLimit { get; init; }

    [JsonPropertyName("storage_limit")]
    [Description("Bytes, 0 or more")]
    public long? StorageLimit { get; init; }

    [JsonPropertyName("max_containers")]
    public long? MaxContainers { get; init; }

    [JsonPropertyName("max_services")]
    public long? MaxServices { get; init; }

    [JsonPropertyName("other")]
    [Description("Limits of other resources by name (Kubernetes qualified names): whole numbers, or steps of 0.001 where the name ends in cpu; one that is not named is unlimited")]
    public IReadOnlyDictionary<string, decimal>? Other { get; init; }

    public static QuotasDocument Of(ResourceQuotas quotas) => new()
    {
        CpuLimit = quotas.CpuCores,
        MemoryLimit = quotas.MemoryBytes,
        StorageLimit = quotas.StorageBytes,
        MaxContainers = quotas.Containers,
        MaxServices = quotas.Services,
        Other = quotas.Other,
    };

    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public ResourceQuotas ToQuotas() => new()
    {
        CpuCores = CpuLimit,
        MemoryBytes = MemoryLimit,
        StorageBytes = StorageLimit,
        Containers = MaxContainers,
        Services = MaxServices,
        Other = Other ?? ResourceQuotas.Unlimited.Other,
    };
}

[Description("Limits to change: null takes a limit away, an absent one stays.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuotasPatch
{
    [JsonPropertyName("cpu_limit")]
    [Description("Cores, 0 or more, in steps of 0.001")]
    public decimal? CpuLimit { get; init; }

    [JsonPropertyName("memory_limit")]
    [Description("Bytes, 0 or more")]
    public long? MemoryLimit { get; init; }

    [JsonPropertyName("storage_limit")]
    [Description("Bytes, 0 or more")]
    public long? StorageLimit { get; init; }

    [JsonPropertyName("max_containers")]
    public long? MaxContainers { get; init; }

    [JsonPropertyName("max_services")]
    public long? MaxServices { get; init; }

    [JsonPropertyName("other")]
    [Description("Limits of other resources by name")]
    public IReadOnlyDictionary<string, decimal?>? Other { get; init; }
}

internal sealed record TenantQuotasResource
{
    [JsonPropertyName("resource_quotas")]
    public required QuotasDocument ResourceQuotas { get; init; }

    [JsonPropertyName("grace")]
    [Description("The grace in force; null when there is none")]
    public required GraceDocument? Grace { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GraceRequest
{
    [JsonPropertyName("ceiling")]
    [Description("Absolute ceilings, not additions; at least one is more than 0")]
    public required AmountsDocument Ceiling { get; init; }

    /// <summary>Text, because the serializer takes a time without an offset for the host's local time.</summary>
    [JsonPropertyName("until")]
    [Description("When it ends: a time ahead, as RFC 3339 has it, with Z or an offset")]
    public required string Until { get; init; }
}

[Description("A higher ceiling for a time: the effective limit of a resource is the larger of quota and ceiling.")]
internal sealed record GraceDocument
{
    [JsonPropertyName("ceiling")]
    public required AmountsDocument Ceiling { get; init; }

    [JsonPropertyName("until")]
    public required DateTimeOffset Until { get; init; }

    public static GraceDocument? Of(QuotaGrace? grace) =>
        grace is null ? null : new GraceDocument { Ceiling = AmountsDocument.Of(grace.Ceiling), Until = grace.Until };
}

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

[Description("What a tenant holds of one resource, in its unit: cores, bytes or a count.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ResourceUsageDocument
{
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("used")]
    [Description("Committed")]
    public required decimal Used { get; init; }

    [JsonPropertyName("reserved")]
    [Description("Held for leases")]
    public required decimal Reserved { get; init; }

    [JsonPropertyName("total")]
    public required decimal Total { get; init; }

    [JsonPropertyName("quota")]
    [Description("Null when unlimited")]
    public required decimal? Quota { get; init; }

    [JsonPropertyName("limit")]
    [Description("The larger of quota and grace; null when unlimited")]
    public required decimal? Limit { get; init; }

    [JsonPropertyName("available")]
    [Description("How much more would be admitted now; null when unlimited")]
    public required decimal? Available { get; init; }

    [JsonPropertyName("over")]
    [Description("By how much the total is over the limit")]
    public required decimal Over { get; init; }

    public static ResourceUsageDocument Of(ResourceUsage usage) => new()
    {
        Resource = usage.Resource,
        Used = usage.Used,
        Reserved = usage.Reserved,
        Total = usage.Total,
        Quota = usage.Quota,
        Limit = usage.Limit,
        Available = usage.Available,
        Over = usage.Over,
    };
}
