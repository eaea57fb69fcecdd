using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>
/// Amounts of resources, each 0 unless set. Kept as exact integers: CPU as millicores, the rest as bytes
/// and counts. Immutable; equal when all amounts are equal.
/// </summary>
/// <example><code>new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 512L &lt;&lt; 20, Containers = 1 }</code></example>
public sealed record ResourceAmounts
{
    private KnownAmounts _known;
    private OtherAmounts _other = OtherAmounts.Empty;

    /// <summary>Nothing of anything.</summary>
    public static ResourceAmounts None { get; } = new();

    /// <summary>CPU in cores: 0 or more, in steps of 0.001.</summary>
    public decimal CpuCores
    {
        get => KnownAmounts.ToUnit(KnownAmounts.Cpu, _known[KnownAmounts.Cpu]);
        init => _known[KnownAmounts.Cpu] = ResourceRules.Millicores(value);
    }

    /// <summary>Memory in bytes: 0 or more.</summary>
    public long MemoryBytes
    {
        get => _known[KnownAmounts.Memory];
        init => _known[KnownAmounts.Memory] = ResourceRules.Count(value, nameof(MemoryBytes));
    }

    /// <summary>Storage in bytes: 0 or more.</summary>
    public long StorageBytes
    {
        get => _known[KnownAmounts.Storage];
        init => _known[KnownAmounts.Storage] = ResourceRules.Count(value, nameof(StorageBytes));
    }

    /// <summary>Number of containers: 0 or more.</summary>
    public long Containers
    {
        get => _known[KnownAmounts.Containers];
        init => _known[KnownAmounts.Containers] = ResourceRules.Count(value, nameof(Containers));
    }

    /// <summary>Number of services: 0 or more.</summary>
    public long Services
    {
        get => _known[KnownAmounts.Services];
        init => _known[KnownAmounts.Services] = ResourceRules.Count(value, nameof(Services));
    }

    /// <summary>
    /// Amounts of other resources by name, see <see cref="ResourceNames"/>: 0 or more each, in whole units, or in steps of 0.001 where
    /// the name ends in <c>cpu</c>; nothing is rounded. 0 is the same as absent.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Other
    {
        get => _other;
        init => _other = ResourceRules.Other(value, keepZeros: false);
    }

    internal ReadOnlySpan<long> Known => _known;

    internal ValueMap<long> OtherMap => _other.Steps;

    /// <summary>Amounts of exact integers, of which none is negative; a 0 of another resource is left out.</summary>
    internal static ResourceAmounts Of(in KnownAmounts known, IEnumerable<KeyValuePair<string, long>> other) =>
        new() { _known = known, _other = OtherAmounts.Create(other.Where(e => e.Value != 0)) };

    /// <inheritdoc/>
    public bool Equals(ResourceAmounts? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Known.SequenceEqual(other.Known) && _other.Equals(other._other));

    /// <inheritdoc/>
    public override int GetHashCode() => _known.HashWith(_other.Steps);

    /// <summary>What is not 0, each in its resource's unit, for instance <c>cpu 0.5, memory 536870912, containers 1</c>; or <c>nothing</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (_known[i] != 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{KnownAmounts.NameOf(i)} {KnownAmounts.ToUnit(i, _known[i])}"));
            }
        }

        foreach ((string name, decimal amount) in _other)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {amount}"));
        }

        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }
}
