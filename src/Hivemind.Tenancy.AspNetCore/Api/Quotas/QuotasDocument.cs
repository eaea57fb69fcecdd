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
    [Description("Limits of other resources by name (RFC 1123 labels); one that is not named is unlimited")]
    public IReadOnlyDictionary<string, long>? Other { get; init; }

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
