namespace Hivemind.Tenancy;

/// <summary>
/// What a tenant may hold at most of each resource. <c>null</c> (the default) is unlimited; 0 is nothing at all. Lowering a
/// quota below usage is allowed: what runs keeps running and nothing new is admitted.
/// </summary>
/// <example><code>new ResourceQuotas { CpuCores = 8, MemoryBytes = 32L &lt;&lt; 30, Containers = 20 }</code></example>
public sealed record ResourceQuotas
{
    /// <summary>Stands for "no limit" among the exact integers.</summary>
    internal const long NoLimit = -1;

    private KnownAmounts _known;
    private OtherAmounts _other = OtherAmounts.Empty;

    /// <summary>Makes quotas that limit nothing until properties are set.</summary>
    public ResourceQuotas() => ((Span<long>)_known).Fill(NoLimit);

    /// <summary>No limit on anything.</summary>
    public static ResourceQuotas Unlimited { get; } = new();

    /// <summary>CPU in cores: 0 or more, in steps of 0.001; null is unlimited.</summary>
    public decimal? CpuCores
    {
        get => _known[KnownAmounts.Cpu] == NoLimit ? null : KnownAmounts.ToUnit(KnownAmounts.Cpu, _known[KnownAmounts.Cpu]);
        init => _known[KnownAmounts.Cpu] = value is { } cores ? ResourceRules.Millicores(cores) : NoLimit;
    }

    /// <summary>Memory in bytes: 0 or more; null is unlimited.</summary>
    public long? MemoryBytes
    {
        get => Get(KnownAmounts.Memory);
        init => _known[KnownAmounts.Memory] = Limit(value, nameof(MemoryBytes));
    }

    /// <summary>Storage in bytes: 0 or more; null is unlimited.</summary>
    public long? StorageBytes
    {
        get => Get(KnownAmounts.Storage);
        init => _known[KnownAmounts.Storage] = Limit(value, nameof(StorageBytes));
    }

    /// <summary>Number of containers: 0 or more; null is unlimited.</summary>
    public long? Containers
    {
        get => Get(KnownAmounts.Containers);
        init => _known[KnownAmounts.Containers] = Limit(value, nameof(Containers));
    }

    /// <summary>Number of services: 0 or more; null is unlimited.</summary>
    public long? Services
    {
        get => Get(KnownAmounts.Services);
        init => _known[KnownAmounts.Services] = Limit(value, nameof(Services));
    }

    /// <summary>
    /// Limits of other resources by name, see <see cref="ResourceNames"/>: 0 or more each, in whole units, or in steps of 0.001 where
    /// the name ends in <c>cpu</c>; nothing is rounded. A resource that is not named is unlimited.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Other
    {
        get => _other;
        init => _other = ResourceRules.Other(value, keepZeros: true);
    }

    internal ReadOnlySpan<long> Known => _known;

    internal ValueMap<long> OtherMap => _other.Steps;

    /// <summary>Quotas of exact integers, <see cref="NoLimit"/> where there is none.</summary>
    internal static ResourceQuotas Of(in KnownAmounts known, IEnumerable<KeyValuePair<string, long>> other) =>
        new() { _known = known, _other = OtherAmounts.Create(other) };

    /// <inheritdoc/>
    public bool Equals(ResourceQuotas? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Known.SequenceEqual(other.Known) && _other.Equals(other._other));

    /// <inheritdoc/>
    public override int GetHashCode() => _known.HashWith(_other.Steps);

    private static long Limit(long? value, string what) => value is { } limit ? ResourceRules.Count(limit, what) : NoLimit;

    private long? Get(int index) => _known[index] == NoLimit ? null : _known[index];
}
