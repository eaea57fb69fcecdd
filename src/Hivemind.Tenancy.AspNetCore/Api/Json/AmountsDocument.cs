using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("Amounts of resources; one that is absent is 0.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AmountsDocument
{
    [JsonPropertyName("cpu")]
    [Description("Cores, 0 or more, in steps of 0.001")]
    public decimal Cpu { get; init; }

    [JsonPropertyName("memory")]
    [Description("Bytes, 0 or more")]
    public long Memory { get; init; }

    [JsonPropertyName("storage")]
    [Description("Bytes, 0 or more")]
    public long Storage { get; init; }

    [JsonPropertyName("containers")]
    public long Containers { get; init; }

    [JsonPropertyName("services")]
    public long Services { get; init; }

    [JsonPropertyName("other")]
    [Description("Other resources by name (Kubernetes qualified names), 0 or more each: whole numbers, or steps of 0.001 where the name ends in cpu")]
    public IReadOnlyDictionary<string, decimal>? Other { get; init; }

    public static AmountsDocument Of(ResourceAmounts amounts) => new()
    {
        Cpu = amounts.CpuCores,
        Memory = amounts.MemoryBytes,
        Storage = amounts.StorageBytes,
        Containers = amounts.Containers,
        Services = amounts.Services,
        Other = amounts.Other,
    };

    /// <exception cref="ArgumentException">An amount is out of its range.</exception>
    public ResourceAmounts ToAmounts() => new()
    {
        CpuCores = Cpu,
        MemoryBytes = Memory,
        StorageBytes = Storage,
        Containers = Containers,
        Services = Services,
        Other = Other ?? ResourceAmounts.None.Other,
    };
}
