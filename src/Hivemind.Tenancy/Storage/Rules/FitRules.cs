namespace Hivemind.Tenancy.Storage;

/// <summary>Whether amounts fit beside what a ledger counts. Only resources of which some is asked for can refuse.</summary>
internal static class FitRules
{
    public static bool Fits(LedgerState ledger, ResourceAmounts asked)
    {
        ReadOnlySpan<long> limits = ledger.Limits.Known;
        ReadOnlySpan<long> totals = ledger.Totals.Total;
        ReadOnlySpan<long> amounts = asked.Known;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (amounts[i] > 0 && amounts[i] > limits[i] - totals[i])
            {
                return false;
            }
        }

        return asked.OtherMap.Count == 0 || OthersFit(ledger, asked);
    }

    /// <summary>For each resource that <see cref="Fits"/> found too small: by how much.</summary>
    public static QuotaDecision Explain(LedgerState ledger, ResourceAmounts asked, DateTimeOffset? nextLeaseEndsAt)
    {
        List<QuotaShortage> shortages = [];
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            Check(KnownAmounts.NameOf(i), asked.Known[i], ledger.Limits.Known[i]);
        }

        foreach ((string resource, long steps) in asked.OtherMap)
        {
            Check(resource, steps, ledger.Limits.Other(resource));
        }

        return QuotaDecision.Refused(shortages, nextLeaseEndsAt);

        void Check(string resource, long steps, long limit)
        {
            ResourceTotal sum = ledger.Totals.Of(resource);
            if (steps > 0 && steps > limit - sum.Total)
            {
                shortages.Add(new QuotaShortage(
                    resource,
                    ResourceRules.ToUnit(resource, steps),
                    ResourceRules.ToUnit(resource, sum.Total - sum.Held),
                    ResourceRules.ToUnit(resource, sum.Held),
                    ResourceRules.ToUnit(resource, limit)));
            }
        }
    }

    private static bool OthersFit(LedgerState ledger, ResourceAmounts asked)
    {
        foreach ((string resource, long steps) in asked.OtherMap)
        {
            if (steps > ledger.Limits.Other(resource) - ledger.Totals.Other(resource).Total)
            {
                return false;
            }
        }

        return true;
    }
}
