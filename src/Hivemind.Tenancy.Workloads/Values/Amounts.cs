namespace Hivemind.Tenancy.Workloads;

/// <summary>Arithmetic over amounts, resource by resource.</summary>
internal static class Amounts
{
    /// <summary>Every resource as often.</summary>
    /// <exception cref="OverflowException">It is more than can be counted.</exception>
    public static ResourceAmounts Times(this ResourceAmounts one, int count) => Combine(one, one, (a, _) => a * count, (a, _) => checked(a * count));

    /// <summary>Both together.</summary>
    /// <exception cref="OverflowException">It is more than can be counted.</exception>
    public static ResourceAmounts Plus(this ResourceAmounts one, ResourceAmounts other) => Combine(one, other, (a, b) => a + b, (a, b) => checked(a + b));

    /// <summary>The larger of each.</summary>
    public static ResourceAmounts Larger(this ResourceAmounts one, ResourceAmounts other) => Combine(one, other, Math.Max, Math.Max);

    /// <summary>Of each resource the own amount, or the other's where that is nothing.</summary>
    public static ResourceAmounts Or(this ResourceAmounts one, ResourceAmounts other) => Combine(one, other, (a, b) => a > 0 ? a : b, (a, b) => a > 0 ? a : b);

    /// <summary>Whether it is more than the other of any resource.</summary>
    public static bool Exceeds(this ResourceAmounts one, ResourceAmounts other) => !one.Larger(other).Equals(other);

    private static ResourceAmounts Combine(
        ResourceAmounts one, ResourceAmounts other, Func<decimal, decimal, decimal> units, Func<long, long, long> counts) => new()
        {
            CpuCores = units(one.CpuCores, other.CpuCores),
            MemoryBytes = counts(one.MemoryBytes, other.MemoryBytes),
            StorageBytes = counts(one.StorageBytes, other.StorageBytes),
            Containers = counts(one.Containers, other.Containers),
            Services = counts(one.Services, other.Services),
            Other = one.Other.Keys.Union(other.Other.Keys, StringComparer.Ordinal)
                .ToDictionary(name => name, name => units(Of(one, name), Of(other, name)), StringComparer.Ordinal),
        };

    private static decimal Of(ResourceAmounts amounts, string name) => amounts.Other.TryGetValue(name, out decimal amount) ? amount : 0;
}
