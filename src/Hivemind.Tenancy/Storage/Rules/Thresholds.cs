using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Which thresholds of a tenant's resources stand, see <see cref="ThresholdRules"/>. Between judgements only two numbers a resource
/// are compared. A part of <see cref="LedgerState"/>, not copied.
/// </summary>
internal struct Thresholds
{
    private Standings _known;
    private KnownAmounts _firesAt;
    private KnownAmounts _rearmsAt;
    private bool _isBounded;
    private Dictionary<string, (int Percent, long FiredTicks)>? _other;

    public readonly IEnumerable<string> OtherNames => _other?.Keys ?? Enumerable.Empty<string>();

    public (int Percent, long FiredTicks) this[string resource]
    {
        readonly get => KnownAmounts.IndexOf(resource) is >= 0 and int index ? _known[index] : _other?.GetValueOrDefault(resource) ?? default;
        set
        {
            if (KnownAmounts.IndexOf(resource) is >= 0 and int index)
            {
                _known[index] = value;
                _isBounded = false;
            }
            else if (value == default)
            {
                _other?.Remove(resource);
            }
            else
            {
                (_other ??= new(StringComparer.Ordinal))[resource] = value;
            }
        }
    }

    /// <summary>The limits have changed.</summary>
    public void Forget() => _isBounded = false;

    public List<TenancyEvent>? Judge(
        IReadOnlyList<int> percents, in ResourceTotals totals, EffectiveLimits limits, (TenantId Id, TenantUid Uid) tenant, DateTimeOffset now, bool mayReport)
    {
        List<TenancyEvent>? crossings = null;
        if (!_isBounded || IsDue(totals.Total))
        {
            for (int i = 0; i < KnownAmounts.Count; i++)
            {
                Judge(KnownAmounts.NameOf(i), new ResourceTotal(totals.Total[i], totals.Held[i]), limits.Known[i], ref this, ref crossings);
                (_firesAt[i], _rearmsAt[i]) = ThresholdRules.Bounds(percents, _known[i].Percent, limits.Known[i]);
            }

            _isBounded = true;
        }

        if (_other is not null || totals.HasOther)
        {
            foreach (string resource in totals.OtherNames.Where(limits.Quotas.OtherMap.ContainsKey).Union(OtherNames).ToArray())
            {
                Judge(resource, totals.Of(resource), limits.Other(resource), ref this, ref crossings);
            }
        }

        return crossings;

        void Judge(string resource, ResourceTotal total, long limit, ref Thresholds thresholds, ref List<TenancyEvent>? crossings)
        {
            (int percent, long firedTicks) = thresholds[resource];
            ResourceState after = ThresholdRules.Judge(
                percents, new ResourceState(total.Total, total.Held, percent, firedTicks), limit, now, mayReport, out bool isReported);
            thresholds[resource] = (after.Threshold, after.FiredTicks);
            if (isReported)
            {
                (crossings ??= []).Add(new QuotaThresholdCrossed
                {
                    OccurredAt = now,
                    TenantId = tenant.Id,
                    TenantUid = tenant.Uid,
                    Resource = resource,
                    Percent = after.Threshold,
                    Total = ResourceRules.ToUnit(resource, total.Total),
                    Limit = ResourceRules.ToUnit(resource, limit),
                });
            }
        }
    }

    private readonly bool IsDue(ReadOnlySpan<long> totals)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (totals[i] >= _firesAt[i] || totals[i] <= _rearmsAt[i])
            {
                return true;
            }
        }

        return false;
    }

    [InlineArray(KnownAmounts.Count)]
    private struct Standings
    {
        private (int Percent, long FiredTicks) _first;
    }
}
