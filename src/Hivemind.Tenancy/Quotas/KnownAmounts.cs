using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy;

/// <summary>One exact integer for each of the five known resources: millicores, bytes, bytes, counts. Indexed by the constants; what goes over all of them counts to <see cref="Count"/>.</summary>
[InlineArray(Count)]
internal struct KnownAmounts
{
    public const int Cpu = 0;
    public const int Memory = 1;
    public const int Storage = 2;
    public const int Containers = 3;
    public const int Services = 4;
    public const int Count = 5;

    private static readonly string[] Names =
        [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services];

    private long _first;

    public static string NameOf(int index) => Names[index];

    /// <exception cref="ArgumentException">There are not <see cref="Count"/> of them.</exception>
    public static KnownAmounts Of(ReadOnlySpan<long> values)
    {
        KnownAmounts amounts = default;
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} known amounts: there are {Count}.", nameof(values));
        }

        values.CopyTo(amounts);
        return amounts;
    }

    /// <summary>The place of the known resource of that name; -1 for any other.</summary>
    public static int IndexOf(string resource) => Array.IndexOf(Names, resource);

    /// <summary>The known resource of that name, whatever its case; null when there is none.</summary>
    public static string? Alike(string resource) => Array.Find(Names, n => n.Equals(resource, StringComparison.OrdinalIgnoreCase));

    /// <summary>The hash code of all of them and of what else is counted by name.</summary>
    public readonly int HashWith(ValueMap<long> other)
    {
        HashCode hash = default;
        foreach (long amount in this)
        {
            hash.Add(amount);
        }

        hash.Add(other);
        return hash.ToHashCode();
    }

    /// <summary>The exact integer as the public API shows it: cores for CPU, else unchanged.</summary>
    public static decimal ToUnit(int index, long value) => index == Cpu ? value / 1000m : value;
}
