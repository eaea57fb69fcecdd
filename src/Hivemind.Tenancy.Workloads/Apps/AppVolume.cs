namespace Hivemind.Tenancy.Workloads;

/// <summary>A volume that stands for itself: it outlives the apps that mount it and holds its storage in an allocation of its own.</summary>
public sealed record AppVolume
{
    internal const string AllocationPrefix = "volume/";

    /// <summary>Describes a volume.</summary>
    /// <param name="key">Which: tenant, namespace and name.</param>
    /// <param name="sizeBytes">How large it is: 1 or more bytes.</param>
    /// <param name="source">Where it lies.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public AppVolume(AppKey key, long sizeBytes, string source)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        SizeBytes = sizeBytes > 0 ? sizeBytes : throw new ArgumentOutOfRangeException(nameof(sizeBytes), sizeBytes, $"{nameof(SizeBytes)} {sizeBytes} is refused: 1 or more is allowed.");
        Source = AppRules.Line(source, nameof(Source), TenancyLimits.AllocationIdLength);
    }

    /// <summary>Which: tenant, namespace and name.</summary>
    public AppKey Key { get; }

    /// <summary>Whose making it is: random, so that who fails to create it removes only what is still theirs. Creating the same again gives it another.</summary>
    public Guid Instance { get; init; } = Guid.NewGuid();

    /// <summary>How large it is, in bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>The source that it lies at: an app that mounts it runs there.</summary>
    public string Source { get; }

    /// <summary>The id of its allocation: <c>volume/namespace/name</c>.</summary>
    public string AllocationId => AllocationIdOf(Key);

    /// <summary>What its tenant holds for it.</summary>
    public ResourceAmounts Amounts => new() { StorageBytes = SizeBytes };

    internal static string AllocationIdOf(AppKey volume) => $"{AllocationPrefix}{volume.Namespace}/{volume.Name}";
}
