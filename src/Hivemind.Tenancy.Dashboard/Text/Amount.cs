using System.Globalization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Amounts of resources for people, with units, in the reader's culture.</summary>
public static class Amount
{
    /// <summary>From which share of a limit on it counts as nearly full.</summary>
    public const decimal NearlyFull = 0.9m;

    /// <summary>Units of bytes, each 1,024 of the one before.</summary>
    internal static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>The five resources that every store knows, in the order in which they are shown.</summary>
    internal static readonly string[] Known = [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services];

    /// <summary>What a resource is called; others by their own names.</summary>
    public static string NameOf(string resource) => resource switch
    {
        ResourceNames.Cpu => "CPU",
        ResourceNames.Memory => "Memory",
        ResourceNames.Storage => "Storage",
        ResourceNames.Containers => "Containers",
        ResourceNames.Services => "Services",
        _ => resource,
    };

    /// <summary>An amount with its unit: cores, bytes in binary multiples, or a plain number.</summary>
    public static string Of(string resource, decimal amount) => resource switch
    {
        ResourceNames.Cpu => amount == 1 ? "1 core" : $"{Number(amount)} cores",
        _ when IsBytes(resource) => Bytes(amount),
        _ => Number(amount),
    };

    /// <summary>A resource times hours of holding it: core-hours, GiB-hours, hours.</summary>
    public static string OfHours(string resource, decimal unitHours) => resource switch
    {
        ResourceNames.Cpu => $"{Number(unitHours)} core-hours",
        _ when IsBytes(resource) => $"{Bytes(unitHours)}-hours",
        _ => $"{Number(unitHours)} hours",
    };

    /// <summary>What is not 0 of amounts, the five known resources first.</summary>
    public static IEnumerable<(string Resource, decimal Amount)> Parts(ResourceAmounts amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        (string, decimal)[] known =
        [
            (ResourceNames.Cpu, amounts.CpuCores), (ResourceNames.Memory, amounts.MemoryBytes), (ResourceNames.Storage, amounts.StorageBytes),
            (ResourceNames.Containers, amounts.Containers), (ResourceNames.Services, amounts.Services),
        ];
        return known.Concat(amounts.Other.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => (o.Key, o.Value))).Where(p => p.Item2 != 0);
    }

    /// <summary>The five known resources first, then the others in ordinal order.</summary>
    internal static IEnumerable<T> InOrder<T>(IEnumerable<T> items, Func<T, string> resourceOf) => items
        .OrderBy(i => Array.IndexOf(Known, resourceOf(i)) is >= 0 and int at ? at : Known.Length)
        .ThenBy(resourceOf, StringComparer.Ordinal);

    /// <summary>For machines: all digits, with a point.</summary>
    public static string Exact(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>At most three decimals, grouped.</summary>
    public static string Number(decimal amount) => amount.ToString("#,0.###", CultureInfo.CurrentCulture);

    /// <summary>Bytes in the largest binary multiple that leaves at least 1, with at most two decimals.</summary>
    public static string Bytes(decimal bytes)
    {
        int unit = 0;
        while (unit < ByteUnits.Length - 1 && Math.Abs(bytes) >= 1024)
        {
            bytes /= 1024;
            unit++;
        }

        return $"{bytes.ToString("#,0.##", CultureInfo.CurrentCulture)} {ByteUnits[unit]}";
    }

    /// <summary>How much of a limit an amount is, 0 to 100, rounded up so that a little is never shown as nothing; 100 of a limit of 0.</summary>
    public static int Percent(decimal amount, decimal limit) =>
        limit <= 0 ? (amount > 0 ? 100 : 0) : (int)Math.Clamp(Math.Ceiling(amount / limit * 100), 0, 100);

    /// <summary>Whether a resource is counted in bytes.</summary>
    public static bool IsBytes(string resource) =>
        resource is ResourceNames.Memory or ResourceNames.Storage;
}
