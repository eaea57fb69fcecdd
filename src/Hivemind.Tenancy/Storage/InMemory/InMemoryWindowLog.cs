namespace Hivemind.Tenancy.Storage;

/// <summary>Closed windows by tenant, in the order in which they were closed. Its lock is taken within a tenant's, and nothing is taken within it.</summary>
internal sealed class InMemoryWindowLog(TimeSpan? retain)
{
    /// <summary>How many have to be due before they go, so that removing costs each window the same.</summary>
    private const int TrimmedAtOnce = 1024;

    private readonly object _gate = new();
    private readonly Queue<ConsumptionWindow> _all = [];
    private readonly Dictionary<TenantUid, List<ConsumptionWindow>> _byTenant = [];

    public void Add(ConsumptionWindow window)
    {
        lock (_gate)
        {
            if (!_byTenant.TryGetValue(window.TenantUid, out List<ConsumptionWindow>? own))
            {
                _byTenant[window.TenantUid] = own = [];
            }

            own.Add(window);
            _all.Enqueue(window);
            if (retain is { } age && _all.Count % TrimmedAtOnce == 0)
            {
                Trim(window.End - age, TrimmedAtOnce);
            }
        }
    }

    public ConsumptionWindow[] Of(TenantUid uid)
    {
        lock (_gate)
        {
            return [.. _byTenant.GetValueOrDefault(uid) ?? []];
        }
    }

    public long Sum(TenantUid uid, WindowChange change)
    {
        lock (_gate)
        {
            return (_byTenant.GetValueOrDefault(uid) ?? [])
                .Where(w => w.Meter == change.Meter && w.Unit <= change.Unit && w.End.UtcTicks > change.StartTicks).Sum(w => w.Used);
        }
    }

    /// <summary>Removes the oldest that ended by then, at most so many.</summary>
    public int Trim(DateTimeOffset until, int most)
    {
        lock (_gate)
        {
            int removed = 0;
            for (; removed < most && _all.TryPeek(out ConsumptionWindow? first) && first.End <= until; removed++)
            {
                _all.Dequeue();
                List<ConsumptionWindow> own = _byTenant[first.TenantUid];
                own.Remove(first);
                if (own.Count == 0)
                {
                    _byTenant.Remove(first.TenantUid);
                }
            }

            return removed;
        }
    }
}
