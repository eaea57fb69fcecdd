using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant holds at one moment. The five totals count what is committed and what is held for leases.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record UsageResource
{
    [JsonPropertyName("tenant_id")]
    public required string TenantId { get; init; }

    [JsonPropertyName("tenant_uid")]
    [Description("Which tenant of that id")]
    public required string TenantUid { get; init; }

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

    [JsonPropertyName("share")]
    [Description("The largest share of a limit that is held, in thousandths, as of the tenant's last change; 2147483647 when something is held under a limit of 0")]
    public required int Share { get; init; }

    [JsonPropertyName("grace")]
    [Description("The grace in force; null when there is none")]
    public required GraceDocument? Grace { get; init; }

    public static UsageResource Of(TenantUsage usage) => new()
    {
        TenantId = usage.TenantId.Value,
        TenantUid = usage.TenantUid.ToString(),
        Timestamp = usage.AsOf,
        CpuUsage = usage[ResourceNames.Cpu].Total,
        MemoryUsage = usage[ResourceNames.Memory].Total,
        StorageUsage = usage[ResourceNames.Storage].Total,
        ContainerCount = usage[ResourceNames.Containers].Total,
        ServiceCount = usage[ResourceNames.Services].Total,
        Resources = [.. usage.Resources.Select(ResourceUsageDocument.Of)],
        Held = usage.Held,
        Committed = usage.Committed,
        Share = usage.Share,
        Grace = GraceDocument.Of(usage.Grace),
    };
}

internal sealed record UsagePage
{
    [JsonPropertyName("usages")]
    [Description("The tenant that holds the largest share of a limit first")]
    public required IReadOnlyList<UsageResource> Usages { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
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
