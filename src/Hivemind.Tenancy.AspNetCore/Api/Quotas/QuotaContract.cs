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
