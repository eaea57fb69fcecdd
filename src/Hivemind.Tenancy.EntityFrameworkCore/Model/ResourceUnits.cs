using System.Collections.ObjectModel;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Amounts as exact integers, as they are stored: millicores, bytes, bytes, counts, and a map of the others, each in its steps.</summary>
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

    /// <summary>The exact integer of any resource as the public API shows it.</summary>
    public static decimal ToUnit(string resource, long steps) => steps / (decimal)ResourceNames.StepsPerUnit(resource);

    /// <summary>The exact integers of amounts by name, as the public API has them.</summary>
    public static IReadOnlyDictionary<string, long> Steps(IReadOnlyDictionary<string, decimal> other) => other.Count == 0
        ? ReadOnlyDictionary<string, long>.Empty
        : other.ToDictionary(e => e.Key, e => (long)(e.Value * ResourceNames.StepsPerUnit(e.Key)), StringComparer.Ordinal);

    /// <summary>The amounts by name as the public API has them.</summary>
    public static IReadOnlyDictionary<string, decimal> Units(IReadOnlyDictionary<string, long> steps) => steps.Count == 0
        ? ReadOnlyDictionary<string, decimal>.Empty
        : steps.ToDictionary(e => e.Key, e => ToUnit(e.Key, e.Value), StringComparer.Ordinal);

    /// <summary>The five known amounts in their order.</summary>
    public static long[] Known(ResourceAmounts amounts) =>
        [Millicores(amounts.CpuCores), amounts.MemoryBytes, amounts.StorageBytes, amounts.Containers, amounts.Services];

    public static long Millicores(decimal cores) => (long)(cores * 1000);

    public static string? ToJson(IReadOnlyDictionary<string, decimal> other) => other.Count == 0 ? null : JsonSerializer.Serialize(Steps(other));

    /// <summary>The steps that <see cref="ToJson"/> wrote.</summary>
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
        Other = Units(FromJson(row.Other)),
    };
}
