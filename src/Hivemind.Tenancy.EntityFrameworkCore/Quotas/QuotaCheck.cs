namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Whether growing from what is held to what is asked fits under the limits. Only resources that grow can refuse.</summary>
internal static class QuotaCheck
{
    public static bool Fits(StoredLimits limits, LedgerTotals totals, ResourceAmounts asked, ResourceAmounts? held = null)
    {
        long[] growth = Growth(asked, held);
        for (int i = 0; i < ResourceUnits.Count; i++)
        {
            if (growth[i] > 0 && growth[i] > limits.Known[i] - totals.Total[i])
            {
                return false;
            }
        }

        return OtherGrowth(asked, held).All(e => e.Growth <= limits.Other(e.Resource) - totals.Other(e.Resource).Total);
    }

    /// <summary>For each resource that <see cref="Fits"/> found too small: by how much, and when the first of the holds of it ends.</summary>
    public static QuotaDecision Explain(
        StoredLimits limits, LedgerTotals totals, IReadOnlyList<AllocationRow> holds, ResourceAmounts asked, ResourceAmounts? held = null)
    {
        List<QuotaShortage> shortages = [];
        long[] growth = Growth(asked, held);
        for (int i = 0; i < ResourceUnits.Count; i++)
        {
            if (growth[i] > 0 && growth[i] > limits.Known[i] - totals.Total[i])
            {
                int index = i;
                shortages.Add(new QuotaShortage(
                    ResourceUnits.NameOf(i),
                    ResourceUnits.ToUnit(i, growth[i]),
                    ResourceUnits.ToUnit(i, totals.Total[i] - totals.Held[i]),
                    ResourceUnits.ToUnit(i, totals.Held[i]),
                    ResourceUnits.ToUnit(i, limits.Known[i]),
                    NextLeaseEnd(holds, a => ResourceUnits.Known(a)[index] > 0)));
            }
        }

        foreach ((string resource, long more) in OtherGrowth(asked, held))
        {
            ResourceSum sum = totals.Other(resource);
            long limit = limits.Other(resource);
            if (more > limit - sum.Total)
            {
                shortages.Add(new QuotaShortage(
                    resource,
                    ResourceUnits.ToUnit(resource, more),
                    ResourceUnits.ToUnit(resource, sum.Total - sum.Held),
                    ResourceUnits.ToUnit(resource, sum.Held),
                    ResourceUnits.ToUnit(resource, limit),
                    NextLeaseEnd(holds, a => a.Other.ContainsKey(resource))));
            }
        }

        return QuotaDecision.Refused(shortages);
    }

    /// <summary>Whether any resource grows.</summary>
    public static bool Grows(ResourceAmounts from, ResourceAmounts to) =>
        Array.Exists(Growth(to, from), g => g > 0) || OtherGrowth(to, from).Any();

    private static long[] Growth(ResourceAmounts asked, ResourceAmounts? held)
    {
        long[] growth = ResourceUnits.Known(asked);
        if (held is not null)
        {
            long[] had = ResourceUnits.Known(held);
            for (int i = 0; i < ResourceUnits.Count; i++)
            {
                growth[i] -= had[i];
            }
        }

        return growth;
    }

    private static IEnumerable<(string Resource, long Growth)> OtherGrowth(ResourceAmounts asked, ResourceAmounts? held)
    {
        IReadOnlyDictionary<string, long> had = ResourceUnits.Steps((held ?? ResourceAmounts.None).Other);
        return ResourceUnits.Steps(asked.Other)
            .Select(e => (Resource: e.Key, Growth: e.Value - had.GetValueOrDefault(e.Key)))
            .Where(e => e.Growth > 0)
            .OrderBy(e => e.Resource, StringComparer.Ordinal);
    }

    private static DateTimeOffset? NextLeaseEnd(IReadOnlyList<AllocationRow> holds, Func<ResourceAmounts, bool> holdsIt)
    {
        long? earliest = holds.Where(h => holdsIt(ResourceUnits.Amounts(h))).Min(h => h.ExpiresAt);
        return earliest is { } ticks ? Ticks.ToTime(ticks) : null;
    }
}
