using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Which thresholds each resource of a tenant has crossed. A threshold of p percent fires when the total comes to p percent of
/// the limit and re-arms when it falls to p - 5 percent. Between evaluations only two numbers a resource are compared: the
/// total at which the next one fires, and the total at which the last one re-arms. A part of <see cref="TenantLedger"/>, not copied.
/// </summary>
internal struct ThresholdMonitor(IReadOnlyList<int> percents)
{
    private const int Hysteresis = 5;
    private const long NeverFires = long.MaxValue;
    private const long NeverRearms = -1;

    private readonly IReadOnlyList<int> _percents = percents;
    private CrossedThresholds _crossed;
    private KnownAmounts _fireAt = Filled(0);
    private KnownAmounts _rearmAt = Filled(NeverRearms);
    private Dictionary<string, byte>? _otherCrossed;

    /// <summary>Whether a known resource has come to a total that needs <see cref="Evaluate"/>.</summary>
    public readonly bool IsDue(ReadOnlySpan<long> totals)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (totals[i] >= _fireAt[i] || totals[i] <= _rearmAt[i])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the totals under the limits into account and adds what was crossed to <paramref name="crossings"/>.</summary>
    public void Evaluate(
        in ResourceTotals totals, EffectiveLimits limits, TenantId tenantId, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            long total = totals.Total[i];
            long limit = limits.Known[i];
            byte before = _crossed[i];
            _crossed[i] = Cross(before, total, limit, fires: true, out _fireAt[i], out _rearmAt[i]);
            Report(before, _crossed[i], KnownAmounts.NameOf(i), KnownAmounts.ToUnit(i, total), KnownAmounts.ToUnit(i, limit), tenantId, now, ref crossings);
        }

        foreach (string resource in limits.Quotas.OtherMap.Keys.Union(_otherCrossed?.Keys ?? Enumerable.Empty<string>()).ToArray())
        {
            long total = totals.Other(resource).Total;
            long limit = limits.Other(resource);
            byte before = _otherCrossed?.GetValueOrDefault(resource) ?? 0;
            byte after = Cross(before, total, limit, fires: true, out _, out _);
            (_otherCrossed ??= new Dictionary<string, byte>(StringComparer.Ordinal))[resource] = after;
            Report(before, after, resource, ResourceRules.ToUnit(resource, total), ResourceRules.ToUnit(resource, limit), tenantId, now, ref crossings);
        }
    }

    /// <summary>As <see cref="Evaluate"/>, but only re-arms: what has been crossed stays to be reported.</summary>
    public void Rearm(in ResourceTotals totals, EffectiveLimits limits)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            _crossed[i] = Cross(_crossed[i], totals.Total[i], limits.Known[i], fires: false, out _fireAt[i], out _rearmAt[i]);
        }

        foreach ((string resource, byte crossed) in _otherCrossed?.ToArray() ?? [])
        {
            _otherCrossed![resource] = Cross(crossed, totals.Other(resource).Total, limits.Other(resource), fires: false, out _, out _);
        }
    }

    private static KnownAmounts Filled(long value)
    {
        KnownAmounts amounts = default;
        ((Span<long>)amounts).Fill(value);
        return amounts;
    }

    private readonly byte Cross(byte crossed, long total, long limit, bool fires, out long fireAt, out long rearmAt)
    {
        fireAt = NeverFires;
        rearmAt = NeverRearms;
        if (limit == EffectiveLimits.None)
        {
            return 0;
        }

        for (int t = _percents.Count - 1; t >= 0; t--)
        {
            byte bit = (byte)(1 << t);
            long fire = Math.Max(1, (long)((((Int128)limit * _percents[t]) + 99) / 100));
            long rearm = (long)((Int128)limit * Math.Max(0, _percents[t] - Hysteresis) / 100);
            if (total >= fire)
            {
                crossed |= fires ? bit : (byte)0;
            }
            else if (total <= rearm)
            {
                crossed &= (byte)~bit;
            }

            if ((crossed & bit) == 0)
            {
                fireAt = fire;
            }
            else
            {
                rearmAt = Math.Max(rearmAt, rearm);
            }
        }

        return crossed;
    }

    private readonly void Report(
        byte before, byte after, string resource, decimal total, decimal limit, TenantId tenantId, DateTimeOffset now, ref List<TenancyEvent>? crossings)
    {
        int fresh = after & ~before;
        for (int t = 0; fresh != 0 && t < _percents.Count; t++)
        {
            if ((fresh & (1 << t)) != 0)
            {
                (crossings ??= []).Add(new QuotaThresholdCrossed
                {
                    OccurredAt = now,
                    TenantId = tenantId,
                    Resource = resource,
                    Percent = _percents[t],
                    Total = total,
                    Limit = limit,
                });
            }
        }
    }

    /// <summary>For each known resource the thresholds that are crossed, a bit each.</summary>
    [InlineArray(KnownAmounts.Count)]
    private struct CrossedThresholds
    {
        private byte _first;
    }
}
