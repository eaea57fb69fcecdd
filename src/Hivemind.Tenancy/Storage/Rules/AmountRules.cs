namespace Hivemind.Tenancy.Storage;

/// <summary>Arithmetic over amounts, resource by resource.</summary>
internal static class AmountRules
{
    /// <summary>By how much <paramref name="amounts"/> exceed <paramref name="held"/>, where they do.</summary>
    public static ResourceAmounts Beyond(ResourceAmounts amounts, ResourceAmounts held) =>
        Combine(amounts, held, (one, other) => Math.Max(0, one - other));

    /// <summary>The larger of each.</summary>
    public static ResourceAmounts Larger(ResourceAmounts one, ResourceAmounts other) => Combine(one, other, Math.Max);

    /// <summary>The smaller of each.</summary>
    public static ResourceAmounts Smaller(ResourceAmounts one, ResourceAmounts other) => Combine(one, other, Math.Min);

    /// <summary>Whether <paramref name="amounts"/> are more than <paramref name="held"/> of any resource.</summary>
    public static bool Exceed(ResourceAmounts amounts, ResourceAmounts held)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (amounts.Known[i] > held.Known[i])
            {
                return true;
            }
        }

        return amounts.OtherMap.Count > 0 && amounts.OtherMap.Any(e => e.Value > Other(held, e.Key));
    }

    public static long Other(ResourceAmounts amounts, string resource) => amounts.OtherMap.TryGetValue(resource, out long steps) ? steps : 0;

    private static ResourceAmounts Combine(ResourceAmounts one, ResourceAmounts other, Func<long, long, long> combine)
    {
        KnownAmounts known = default;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            known[i] = combine(one.Known[i], other.Known[i]);
        }

        return ResourceAmounts.Of(known, one.OtherMap.Keys.Union(other.OtherMap.Keys)
            .Select(name => KeyValuePair.Create(name, combine(Other(one, name), Other(other, name)))));
    }
}
