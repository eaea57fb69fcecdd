namespace Hivemind.Tenancy;

/// <summary>What amounts and quotas ask of their numbers: never negative, never finer than the unit, never too large to add.</summary>
internal static class ResourceRules
{
    /// <summary>Largest CPU amount: what fits a 64-bit count of millicores.</summary>
    private const decimal MaxCores = long.MaxValue / 1000m;

    public static long Millicores(decimal cores)
    {
        if (cores is < 0 or > MaxCores)
        {
            throw new ArgumentOutOfRangeException(nameof(cores), cores, $"CPU is 0 to {MaxCores} cores.");
        }

        decimal millicores = cores * 1000;
        return millicores == decimal.Truncate(millicores)
            ? (long)millicores
            : throw new ArgumentOutOfRangeException(nameof(cores), cores, "CPU is counted in steps of 0.001 cores.");
    }

    public static long Count(long value, string what) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{what} is 0 or more.");

    public static ValueMap<long> Other(IReadOnlyDictionary<string, long> value, bool keepZeros)
    {
        ArgumentNullException.ThrowIfNull(value);

        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        KeyValuePair<string, long>[] entries = [.. value];
        if (entries.Length > TenancyLimits.OtherResources)
        {
            throw new ArgumentException($"{entries.Length} other resources: at most {TenancyLimits.OtherResources} are allowed.", nameof(value));
        }

        foreach ((string name, long amount) in entries)
        {
            Requires.Label(name, "Resource name", nameof(value));
            if (KnownAmounts.IsKnown(name))
            {
                throw new ArgumentException($"'{name}' has a property of its own and is not an other resource.", nameof(value));
            }

            Count(amount, name);
        }

        return ValueMap<long>.Create(keepZeros ? entries : entries.Where(e => e.Value != 0));
    }
}
