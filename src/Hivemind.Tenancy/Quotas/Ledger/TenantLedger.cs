using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>
/// What one tenant holds, and the decisions over it. Not thread-safe: every member is called under the tenant's lock, so a
/// decision and what it rests on are one step. Sums are kept, never recomputed; see <see cref="ResourceTotals"/>.
/// </summary>
internal sealed class TenantLedger(TenantId tenantId, IReadOnlyList<int> thresholds)
{
    private readonly Dictionary<string, LedgerEntry> _entries = [];
    private readonly HoldQueue _holds = new();
    private readonly ResourceTotals _totals = new();
    private readonly ThresholdMonitor _thresholds = new(thresholds);
    private EffectiveLimits? _limits;
    private bool _graceApplied;

    public QuotaGrace? Grace { get; private set; }

    public IReadOnlyCollection<LedgerEntry> Entries => _entries.Values;

    /// <summary>Removes the holds that have ended and brings the limits up to <paramref name="now"/>.</summary>
    public void Advance(ResourceQuotas quotas, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        Sweep(now);
        bool grace = Grace is not null && now < Grace.Until;
        if (_limits is null || grace != _graceApplied || !ReferenceEquals(_limits.Quotas, quotas))
        {
            Limit(quotas, grace);
            _thresholds.Evaluate(_totals, _limits, tenantId, now, ref crossings);
        }
    }

    public void SetGrace(QuotaGrace? grace, ResourceQuotas quotas, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        Grace = grace;
        _limits = null;
        Advance(quotas, now, ref crossings);
    }

    public bool TryGet(string id, long? token, [NotNullWhen(true)] out LedgerEntry? entry) =>
        _entries.TryGetValue(id, out entry) && (token is null || token == entry.Token);

    /// <summary>Whether growing from <paramref name="held"/> to <paramref name="asked"/> fits; <see cref="Advance"/> came before.</summary>
    public bool Fits(ResourceAmounts asked, ResourceAmounts? held = null)
    {
        ReadOnlySpan<long> limits = _limits!.Known;
        ReadOnlySpan<long> totals = _totals.Total;
        ReadOnlySpan<long> amounts = asked.Known;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            long growth = amounts[i] - (held is null ? 0 : held.Known[i]);
            if (growth > 0 && growth > limits[i] - totals[i])
            {
                return false;
            }
        }

        foreach ((string resource, long growth) in OtherGrowth(asked, held))
        {
            if (growth > _limits.Other(resource) - _totals.Other(resource).Total)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>For each resource that <see cref="Fits"/> found too small: by how much, and when a hold of it ends.</summary>
    public QuotaDecision Explain(ResourceAmounts asked, ResourceAmounts? held = null)
    {
        List<QuotaShortage> shortages = [];
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            long growth = asked.Known[i] - (held is null ? 0 : held.Known[i]);
            if (growth > 0 && growth > _limits!.Known[i] - _totals.Total[i])
            {
                int index = i;
                shortages.Add(new QuotaShortage(
                    KnownAmounts.NameOf(i),
                    KnownAmounts.ToUnit(i, growth),
                    KnownAmounts.ToUnit(i, _totals.Total[i] - _totals.Held[i]),
                    KnownAmounts.ToUnit(i, _totals.Held[i]),
                    KnownAmounts.ToUnit(i, _limits.Known[i]),
                    NextLeaseEnd(a => a.Known[index] > 0)));
            }
        }

        foreach ((string resource, long growth) in OtherGrowth(asked, held))
        {
            OtherTotal sum = _totals.Other(resource);
            long limit = _limits!.Other(resource);
            if (growth > limit - sum.Total)
            {
                shortages.Add(new QuotaShortage(
                    resource, growth, sum.Total - sum.Held, sum.Held, limit, NextLeaseEnd(a => a.OtherMap.ContainsKey(resource))));
            }
        }

        return QuotaDecision.Refused(shortages);
    }

    public void Add(LedgerEntry entry, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        _entries.Add(entry.Id, entry);
        _totals.Add(entry.Amounts, held: !entry.IsCommitted);
        if (!entry.IsCommitted)
        {
            _holds.Add(entry);
        }

        Watch(entry.Amounts, now, ref crossings);
    }

    public void Resize(LedgerEntry entry, ResourceAmounts amounts, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        ResourceAmounts before = entry.Amounts;
        _totals.Remove(before, held: !entry.IsCommitted);
        entry.Amounts = amounts;
        entry.ChangedTicks = now.UtcTicks;
        _totals.Add(amounts, held: !entry.IsCommitted);
        Watch(amounts.OtherMap.Count > 0 ? amounts : before, now, ref crossings);
    }

    public void Commit(LedgerEntry entry, DateTimeOffset now)
    {
        if (entry.IsCommitted)
        {
            return;
        }

        _holds.Remove(entry);
        entry.ExpiresTicks = LedgerEntry.Never;
        entry.ChangedTicks = now.UtcTicks;
        _totals.Commit(entry.Amounts);
    }

    public void Renew(LedgerEntry entry, long expiresTicks)
    {
        if (!entry.IsCommitted && expiresTicks > entry.ExpiresTicks)
        {
            entry.ExpiresTicks = expiresTicks;
            _holds.Settle(entry);
        }
    }

    public void Remove(LedgerEntry entry, DateTimeOffset now)
    {
        _entries.Remove(entry.Id);
        if (!entry.IsCommitted)
        {
            _holds.Remove(entry);
        }

        _totals.Remove(entry.Amounts, held: !entry.IsCommitted);
        List<TenancyEvent>? none = null;
        Watch(entry.Amounts, now, ref none);
    }

    /// <summary>Removes the holds that have ended: <c>now >= ExpiresAt</c>.</summary>
    public void Sweep(DateTimeOffset now)
    {
        long ticks = now.UtcTicks;
        while (_holds.First is { } first && first.ExpiresTicks <= ticks)
        {
            Remove(first, now);
        }
    }

    public TenantUsage Usage(ResourceQuotas quotas, DateTimeOffset now)
    {
        QuotaGrace? grace = Grace is not null && now < Grace.Until ? Grace : null;
        EffectiveLimits limits = new(quotas, grace?.Ceiling ?? ResourceAmounts.None);
        List<ResourceUsage> resources = [];
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            resources.Add(new ResourceUsage(
                KnownAmounts.NameOf(i),
                KnownAmounts.ToUnit(i, _totals.Total[i] - _totals.Held[i]),
                KnownAmounts.ToUnit(i, _totals.Held[i]),
                quotas.Known[i] == ResourceQuotas.NoLimit ? null : KnownAmounts.ToUnit(i, quotas.Known[i]),
                limits.Known[i] == EffectiveLimits.None ? null : KnownAmounts.ToUnit(i, limits.Known[i])));
        }

        foreach (string resource in _totals.OtherNames.Union(quotas.OtherMap.Keys).Order(StringComparer.Ordinal))
        {
            OtherTotal sum = _totals.Other(resource);
            long limit = limits.Other(resource);
            resources.Add(new ResourceUsage(
                resource,
                sum.Total - sum.Held,
                sum.Held,
                quotas.OtherMap.TryGetValue(resource, out long quota) ? quota : null,
                limit == EffectiveLimits.None ? null : limit));
        }

        return new TenantUsage(tenantId, now, resources, _holds.Count, _entries.Count - _holds.Count, grace);
    }

    /// <summary>What is asked beyond what is held, of resources beside the known ones.</summary>
    private static IEnumerable<(string Resource, long Growth)> OtherGrowth(ResourceAmounts asked, ResourceAmounts? held) =>
        asked.OtherMap.Count == 0
            ? []
            : asked.OtherMap
                .Select(e => (e.Key, e.Value - (held is not null && held.OtherMap.TryGetValue(e.Key, out long had) ? had : 0)))
                .Where(e => e.Item2 > 0);

    private DateTimeOffset? NextLeaseEnd(Func<ResourceAmounts, bool> holds)
    {
        long earliest = LedgerEntry.Never;
        foreach (LedgerEntry entry in _holds.Entries)
        {
            if (entry.ExpiresTicks < earliest && holds(entry.Amounts))
            {
                earliest = entry.ExpiresTicks;
            }
        }

        return earliest == LedgerEntry.Never ? null : new DateTimeOffset(earliest, TimeSpan.Zero);
    }

    /// <summary>Thresholds are looked at when a known resource has reached one or another resource moved.</summary>
    private void Watch(ResourceAmounts moved, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        if (_limits is not null && (moved.OtherMap.Count > 0 || _thresholds.IsDue(_totals.Total)))
        {
            _thresholds.Evaluate(_totals, _limits, tenantId, now, ref crossings);
        }
    }

    [MemberNotNull(nameof(_limits))]
    private void Limit(ResourceQuotas quotas, bool grace)
    {
        _graceApplied = grace;
        _limits = new EffectiveLimits(quotas, grace ? Grace!.Ceiling : ResourceAmounts.None);
    }
}
