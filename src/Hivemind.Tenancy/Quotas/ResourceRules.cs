namespace Hivemind.Tenancy;

/// <summary>What amounts and quotas ask of their names and numbers: never negative, never finer than a step, never too large to add.</summary>
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

    public static OtherAmounts Other(IReadOnlyDictionary<string, decimal> value, bool keepZeros)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is OtherAmounts kept && keepZeros)
        {
            return kept;
        }

        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        KeyValuePair<string, decimal>[] entries = [.. value];
        if (entries.Length > TenancyLimits.OtherResources)
        {
            throw new ArgumentException($"{entries.Length} other resources: at most {TenancyLimits.OtherResources} are allowed.", nameof(value));
        }

        KeyValuePair<string, long>[] steps = Array.ConvertAll(entries, e => KeyValuePair.Create(OtherName(e.Key, nameof(value)), Steps(e.Key, e.Value)));
        return OtherAmounts.Create(keepZeros ? steps : steps.Where(e => e.Value != 0));
    }

    /// <summary>The name of a resource beside the five known ones.</summary>
    /// <exception cref="ArgumentException">It is malformed, a known one, or differs from a known one only in case.</exception>
    public static string OtherName(string name, string paramName)
    {
        Requires.QualifiedName(name, "Resource name", paramName);
        return KnownAmounts.Alike(name) is not { } known
            ? name
            : throw new ArgumentException(
                name == known
                    ? $"'{name}' has a property of its own and is not an other resource."
                    : $"'{name}' differs only in case from '{known}', which has a property of its own.",
                paramName);
    }

    /// <exception cref="ArgumentException">The amounts are nothing: an allocation holds something.</exception>
    public static ResourceAmounts Something(ResourceAmounts amounts, string paramName) => !amounts.Equals(ResourceAmounts.None)
        ? amounts
        : throw new ArgumentException("The amounts are nothing: an allocation is something of at least one resource.", paramName);

    /// <summary>The exact integer as the public API shows it, see <see cref="ResourceNames.StepsPerUnit"/>.</summary>
    public static decimal ToUnit(string resource, long steps) => steps / (decimal)ResourceNames.StepsPerUnit(resource);

    private static long Steps(string name, decimal amount)
    {
        int perUnit = ResourceNames.StepsPerUnit(name);
        decimal most = long.MaxValue / (decimal)perUnit;
        if (amount < 0 || amount > most)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, $"'{name}' is 0 or more, at most {most}.");
        }

        decimal steps = amount * perUnit;
        return steps == decimal.Truncate(steps) ? (long)steps : throw new ArgumentOutOfRangeException(
            nameof(amount),
            amount,
            perUnit == 1
                ? $"'{name}' is counted in whole units, of bytes in whole bytes, and is not rounded; only names that end in '{ResourceNames.Cpu}' are counted in thousandths."
                : $"'{name}' is counted in steps of 0.001 and is not rounded.");
    }
}
