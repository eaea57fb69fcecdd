using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Which thresholds each resource of a tenant has crossed, as it is stored. A threshold of p percent fires when the total comes to
/// p percent of the limit and re-arms when it falls to p - 5 percent. Percentages are stored, not their places in a list: another
/// host, or this one tomorrow, may be configured with others, and what it does not know it only re-arms.
/// </summary>
internal sealed class ThresholdState
{
    private const int Hysteresis = 5;

    private readonly SortedDictionary<string, SortedSet<int>> _crossed;

    /// <param name="stored">As <see cref="ToJson"/> wrote it.</param>
    public ThresholdState(string? stored) => _crossed = stored is null
        ? new SortedDictionary<string, SortedSet<int>>(StringComparer.Ordinal)
        : new SortedDictionary<string, SortedSet<int>>(JsonSerializer.Deserialize<Dictionary<string, SortedSet<int>>>(stored)!, StringComparer.Ordinal);

    public string? ToJson() => _crossed.Count == 0 ? null : JsonSerializer.Serialize(_crossed);

    /// <summary>Lets thresholds fire again that the totals have fallen far enough below.</summary>
    public void Rearm(StoredLimits limits, LedgerTotals totals)
    {
        foreach (string resource in _crossed.Keys.ToArray())
        {
            int known = ResourceUnits.IndexOf(resource);
            Cross(
                resource,
                [],
                known < 0 ? totals.Other(resource).Total : totals.Total[known],
                known < 0 ? limits.Other(resource) : limits.Known[known]);
        }
    }

    /// <summary>Fires what has been crossed, each once until it re-arms, and re-arms as <see cref="Rearm"/> does.</summary>
    public List<TenancyEvent> Fire(
        StoredLimits limits, LedgerTotals totals, IReadOnlyList<int> percents, TenantId tenantId, DateTimeOffset now)
    {
        List<TenancyEvent> crossings = [];
        for (int i = 0; i < ResourceUnits.Count; i++)
        {
            Fire(ResourceUnits.NameOf(i), totals.Total[i], limits.Known[i]);
        }

        foreach (string resource in limits.OtherNames.Union(_crossed.Keys.Where(r => ResourceUnits.IndexOf(r) < 0)).ToArray())
        {
            Fire(resource, totals.Other(resource).Total, limits.Other(resource));
        }

        return crossings;

        void Fire(string resource, long total, long limit)
        {
            foreach (int percent in Cross(resource, percents, total, limit))
            {
                crossings.Add(new QuotaThresholdCrossed
                {
                    OccurredAt = now,
                    TenantId = tenantId,
                    Resource = resource,
                    Percent = percent,
                    Total = ResourceUnits.ToUnit(resource, total),
                    Limit = ResourceUnits.ToUnit(resource, limit),
                });
            }
        }
    }

    /// <summary>Takes a resource's total under its limit into account and returns which of <paramref name="percents"/> were crossed just now.</summary>
    private List<int> Cross(string resource, IReadOnlyList<int> percents, long total, long limit)
    {
        SortedSet<int> crossed = _crossed.GetValueOrDefault(resource) ?? [];
        List<int> fresh = [];
        if (limit == StoredLimits.None)
        {
            crossed.Clear();
        }
        else
        {
            crossed.RemoveWhere(p => total < FiresAt(limit, p) && total <= (long)((Int128)limit * Math.Max(0, p - Hysteresis) / 100));
            fresh.AddRange(percents.Where(p => total >= FiresAt(limit, p) && crossed.Add(p)));
        }

        if (crossed.Count == 0)
        {
            _crossed.Remove(resource);
        }
        else
        {
            _crossed[resource] = crossed;
        }

        return fresh;
    }

    private static long FiresAt(long limit, int percent) => Math.Max(1, (long)((((Int128)limit * percent) + 99) / 100));
}
