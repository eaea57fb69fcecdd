using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What one tenant holds, and the decisions over it. Not thread-safe: every member is called under the tenant's lock, so a
/// decision and what it rests on are one step. Sums are kept, never recomputed; see <see cref="ResourceTotals"/>.
/// <para>A step begins with <see cref="Advance"/>. One that can report events ends with <see cref="Judge"/>, which fires the
/// thresholds that its outcome has crossed; every step re-arms those that are no longer reached. So a crossing is reported
/// once, by a step that reports to the host's handlers, and states within a step cross nothing.</para>
/// </summary>
internal sealed class TenantLedger(TenantId tenantId, IReadOnlyList<int> thresholds)
{
    private readonly Dictionary<string, LedgerEntry> _entries = [];
    private HoldQueue _holds = new();
    private ResourceTotals _totals;
    private ThresholdMonitor _thresholds = new(thresholds);
    private EffectiveLimits? _limits;
    private bool _graceApplied;

    /// <summary>Whether something moved since <see cref="Judge"/> that <see cref="ThresholdMonitor.IsDue"/> does not see.</summary>
    private bool _isUnjudged;

    public QuotaGrace? Grace { get; private set; }

    public IReadOnlyCollection<LedgerEntry> Entries => _entries.Values;

    /// <summary>Removes the holds that have ended (<c>now >= ExpiresAt</c>) and brings the limits up to <paramref name="now"/>.</summary>
    [MemberNotNull(nameof(_limits))]
    public void Advance(ResourceQuotas quotas, DateTimeOffset now)
    {
        bool moved = Sweep(now.UtcTicks);
        bool grace = Grace is not null && now < Grace.Until;
        if (_limits is null || grace != _graceApplied || !ReferenceEquals(_limits.Quotas, quotas))
        {
            _limits = new EffectiveLimits(quotas, grace ? Grace!.Ceiling : ResourceAmounts.None);
            _graceApplied = grace;
            _isUnjudged = moved = true;
        }

        if (moved)
        {
            Rearm();
        }
    }

    public void SetGrace(QuotaGrace? grace, ResourceQuotas quotas, DateTimeOffset now)
    {
        Grace = grace;
        _limits = null;
        Advance(quotas, now);
    }

    /// <summary>Fires the thresholds that have been crossed, each once until it re-arms; null when there are none.</summary>
    public List<TenancyEvent>? Judge(DateTimeOffset now)
    {
        if (!_isUnjudged && !_thresholds.IsDue(_totals.Total))
        {
            return null;
        }

        List<TenancyEvent>? crossings = null;
        _thresholds.Evaluate(_totals, _limits!, tenantId, now, ref crossings);
        _isUnjudged = false;
        return crossings;
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

        return asked.OtherMap.Count == 0
            || OtherGrowth(asked, held).All(e => e.Growth <= _limits.Other(e.Resource) - _totals.Other(e.Resource).Total);
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
                    resource,
                    ResourceRules.ToUnit(resource, growth),
                    ResourceRules.ToUnit(resource, sum.Total - sum.Held),
                    ResourceRules.ToUnit(resource, sum.Held),
                    ResourceRules.ToUnit(resource, limit),
                    NextLeaseEnd(a => a.OtherMap.ContainsKey(resource))));
            }
        }

        return QuotaDecision.Refused(shortages);
    }

    public void Add(LedgerEntry entry)
    {
        _entries.Add(entry.Id, entry);
        _totals.Add(entry.Amounts, held: !entry.IsCommitted);
        if (!entry.IsCommitted)
        {
            _holds.Add(entry);
        }

        Moved(entry.Amounts);
    }

    public void Resize(LedgerEntry entry, ResourceAmounts amounts, DateTimeOffset now)
    {
        Moved(entry.Amounts);
        _totals.Remove(entry.Amounts, held: !entry.IsCommitted);
        entry.Amounts = amounts;
        entry.ChangedTicks = now.UtcTicks;
        _totals.Add(amounts, held: !entry.IsCommitted);
        Moved(amounts);
    }

    public void Commit(LedgerEntry entry, DateTimeOffset now)
    {
        if (entry.IsCommitted)
        {
            return;
        }

        _holds.Remove(entry);
        entry.ExpiresTicks = TenancyClock.NeverTicks;
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

    /// <summary>Takes the entry of that id out, if it is live; when <paramref name="holdToken"/> is given, if it is the hold with this token.</summary>
    public bool TryRemove(string id, long? holdToken)
    {
        if (holdToken is not null && !(TryGet(id, holdToken, out LedgerEntry? hold) && !hold.IsCommitted))
        {
            return false;
        }

        if (!_entries.Remove(id, out LedgerEntry? entry))
        {
            return false;
        }

        Removed(entry);
        return true;
    }

    public void Remove(LedgerEntry entry)
    {
        _entries.Remove(entry.Id);
        Removed(entry);
    }

    private void Removed(LedgerEntry entry)
    {
        if (!entry.IsCommitted)
        {
            _holds.Remove(entry);
        }

        _totals.Remove(entry.Amounts, held: !entry.IsCommitted);
        Moved(entry.Amounts);
    }

    /// <summary>Lets thresholds fire again that the totals have fallen far enough below.</summary>
    public void Rearm()
    {
        if (_isUnjudged || _thresholds.IsDue(_totals.Total))
        {
            _thresholds.Rearm(_totals, _limits!);
        }
    }

    /// <summary>What is held as of <paramref name="now"/>; <see cref="Advance"/> came before.</summary>
    public TenantUsage Usage(DateTimeOffset now)
    {
        ResourceQuotas quotas = _limits!.Quotas;
        List<ResourceUsage> resources = [];
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            resources.Add(new ResourceUsage(
                KnownAmounts.NameOf(i),
                KnownAmounts.ToUnit(i, _totals.Total[i] - _totals.Held[i]),
                KnownAmounts.ToUnit(i, _totals.Held[i]),
                quotas.Known[i] == ResourceQuotas.NoLimit ? null : KnownAmounts.ToUnit(i, quotas.Known[i]),
                quotas.Known[i] == ResourceQuotas.NoLimit ? null : KnownAmounts.ToUnit(i, _limits.Known[i])));
        }

        foreach (string resource in _totals.OtherNames.Union(quotas.OtherMap.Keys).Order(StringComparer.Ordinal))
        {
            OtherTotal sum = _totals.Other(resource);
            bool isLimited = quotas.OtherMap.TryGetValue(resource, out long quota);
            resources.Add(new ResourceUsage(
                resource,
                ResourceRules.ToUnit(resource, sum.Total - sum.Held),
                ResourceRules.ToUnit(resource, sum.Held),
                isLimited ? ResourceRules.ToUnit(resource, quota) : null,
                isLimited ? ResourceRules.ToUnit(resource, _limits.Other(resource)) : null));
        }

        return new TenantUsage(tenantId, now, resources, _holds.Count, _entries.Count - _holds.Count, _graceApplied ? Grace : null);
    }

    /// <summary>What is asked beyond what is held, of resources beside the known ones.</summary>
    private static IEnumerable<(string Resource, long Growth)> OtherGrowth(ResourceAmounts asked, ResourceAmounts? held) =>
        asked.OtherMap
            .Select(e => (Resource: e.Key, Growth: e.Value - (held is not null && held.OtherMap.TryGetValue(e.Key, out long had) ? had : 0)))
            .Where(e => e.Growth > 0);

    private DateTimeOffset? NextLeaseEnd(Func<ResourceAmounts, bool> holds)
    {
        long earliest = TenancyClock.NeverTicks;
        foreach (LedgerEntry entry in _holds.Entries)
        {
            if (entry.ExpiresTicks < earliest && holds(entry.Amounts))
            {
                earliest = entry.ExpiresTicks;
            }
        }

        return TenancyClock.ExpiryOf(earliest);
    }

    private bool Sweep(long ticks)
    {
        bool any = false;
        while (_holds.First is { } first && first.ExpiresTicks <= ticks)
        {
            Remove(first);
            any = true;
        }

        return any;
    }

    private void Moved(ResourceAmounts amounts) => _isUnjudged |= amounts.OtherMap.Count > 0;
}
