namespace Hivemind.Tenancy.Storage;

/// <summary>What a ledger says a tenant holds.</summary>
public static class UsageRules
{
    /// <summary>What counts at <paramref name="now"/>, after <see cref="AllocationRules.Sweep"/> of what has ended.</summary>
    /// <param name="ledger">The tenant's, which is not changed but for its limits.</param>
    /// <param name="now">The store's time.</param>
    public static TenantUsage Usage(LedgerState ledger, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Advance(now);
        IEnumerable<string> others = ledger.OtherResources.Where(r => ledger.Totals.Other(r).Total > 0).Union(ledger.Quotas.OtherMap.Keys);
        IEnumerable<ResourceUsage> resources = ResourceSteps.Known.Concat(others.Order(StringComparer.Ordinal)).Select(r => Usage(ledger, r));
        return new TenantUsage(
            ledger.TenantId, ledger.Uid, now, resources.ToList(), ledger.Held, ledger.Committed, ledger.IsGraceApplied ? ledger.Grace : null)
        {
            Share = ledger.Share,
        };
    }

    /// <summary>No query expressions: a list of the worst asks it of every tenant, and a database of every step.</summary>
    internal static int Share(LedgerState ledger)
    {
        ReadOnlySpan<long> totals = ledger.Totals.Total, limits = ledger.Limits.Known;
        int share = 0;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            share = Math.Max(share, Share(totals[i], limits[i]));
        }

        if (ledger.Totals.HasOther && ledger.Quotas.OtherMap.Count > 0)
        {
            foreach (string resource in ledger.Totals.OtherNames)
            {
                share = Math.Max(share, Share(ledger.Totals.Other(resource).Total, ledger.Limits.Other(resource)));
            }
        }

        return share;
    }

    private static int Share(long total, long limit) => limit switch
    {
        _ when total <= 0 => 0,
        EffectiveLimits.None => 0,
        0 => int.MaxValue,
        _ when total <= long.MaxValue / 1000 => (int)Math.Min(int.MaxValue, total * 1000 / limit),
        _ => (int)Int128.Min(int.MaxValue, (Int128)total * 1000 / limit),
    };

    private static ResourceUsage Usage(LedgerState ledger, string resource)
    {
        ResourceTotal sum = ledger.Totals.Of(resource);
        long limit = ledger.Limits.Of(resource);
        bool isLimited = ledger.Limits.IsLimited(resource);
        return new ResourceUsage(
            resource,
            ResourceRules.ToUnit(resource, sum.Total - sum.Held),
            ResourceRules.ToUnit(resource, sum.Held),
            isLimited ? ResourceRules.ToUnit(resource, ledger.Limits.QuotaOf(resource)) : null,
            isLimited ? ResourceRules.ToUnit(resource, limit) : null);
    }
}
