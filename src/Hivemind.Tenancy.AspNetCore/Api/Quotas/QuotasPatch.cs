using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

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
    public IReadOnlyDictionary<string, long?>? Other { get; init; }
}
