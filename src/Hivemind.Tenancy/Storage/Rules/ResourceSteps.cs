namespace Hivemind.Tenancy.Storage;

/// <summary>Amounts and quotas as a store keeps them: exact integers by resource, see <see cref="ResourceNames.StepsPerUnit"/>.</summary>
public static class ResourceSteps
{
    /// <summary>The resources that every host knows, in a fixed order.</summary>
    public static IReadOnlyList<string> Known { get; } = ValueList<string>.Create(Enumerable.Range(0, KnownAmounts.Count).Select(KnownAmounts.NameOf));

    /// <summary>The known amounts in the order of <see cref="Known"/>.</summary>
    public static ReadOnlySpan<long> KnownOf(ResourceAmounts amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return amounts.Known;
    }

    /// <summary>The other amounts by name, none of them 0.</summary>
    public static IReadOnlyDictionary<string, long> OtherOf(ResourceAmounts amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return amounts.OtherMap;
    }

    /// <summary>Amounts of steps.</summary>
    /// <param name="known">In the order of <see cref="Known"/>.</param>
    /// <param name="other">By name.</param>
    public static ResourceAmounts Amounts(ReadOnlySpan<long> known, IEnumerable<KeyValuePair<string, long>> other) =>
        ResourceAmounts.Of(KnownAmounts.Of(known), other);

    /// <summary>The known limits in the order of <see cref="Known"/>; null where there is none.</summary>
    public static IReadOnlyList<long?> KnownOf(ResourceQuotas quotas)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        long?[] limits = new long?[KnownAmounts.Count];
        for (int i = 0; i < limits.Length; i++)
        {
            limits[i] = quotas.Known[i] == ResourceQuotas.NoLimit ? null : quotas.Known[i];
        }

        return limits;
    }

    /// <summary>The other limits by name.</summary>
    public static IReadOnlyDictionary<string, long> OtherOf(ResourceQuotas quotas)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        return quotas.OtherMap;
    }

    /// <summary>Quotas of steps.</summary>
    /// <param name="known">In the order of <see cref="Known"/>; null where there is no limit.</param>
    /// <param name="other">By name.</param>
    public static ResourceQuotas Quotas(IReadOnlyList<long?> known, IEnumerable<KeyValuePair<string, long>> other)
    {
        ArgumentNullException.ThrowIfNull(known);
        KnownAmounts limits = default;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            limits[i] = known[i] ?? ResourceQuotas.NoLimit;
        }

        return ResourceQuotas.Of(limits, other);
    }
}
