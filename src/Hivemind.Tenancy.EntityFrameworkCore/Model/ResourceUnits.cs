using System.Collections.ObjectModel;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Amounts as exact integers, as they are stored: millicores, bytes, bytes, counts, and a map of the others.</summary>
internal static class ResourceUnits
{
    public const int Cpu = 0;
    public const int Count = 5;

    private static readonly string[] Names =
        [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services];

    public static string NameOf(int index) => Names[index];

    /// <summary>The place of a known resource; -1 for any other.</summary>
    public static int IndexOf(string resource) => Array.IndexOf(Names, resource);

    /// <summary>The exact integer as the public API shows it: cores for CPU, else unchanged.</summary>
    public static decimal ToUnit(int index, long value) => index == Cpu ? value / 1000m : value;

    /// <summary>The five known amounts in their order.</summary>
    public static long[] Known(ResourceAmounts amounts) =>
        [Millicores(amounts.CpuCores), amounts.MemoryBytes, amounts.StorageBytes, amounts.Containers, amounts.Services];

    public static long Millicores(decimal cores) => (long)(cores * 1000);

    public static string? ToJson(IReadOnlyDictionary<string, long> other) => other.Count == 0 ? null : JsonSerializer.Serialize(other);

    public static IReadOnlyDictionary<string, long> FromJson(string? other) => other is null
        ? ReadOnlyDictionary<string, long>.Empty
        : JsonSerializer.Deserialize<Dictionary<string, long>>(other)!;

    public static ResourceAmounts Amounts(AllocationRow row) => new()
    {
        CpuCores = ToUnit(Cpu, row.Cpu),
        MemoryBytes = row.Memory,
        StorageBytes = row.Storage,
        Containers = row.Containers,
        Services = row.Services,
        Other = FromJson(row.Other),
    };
}
