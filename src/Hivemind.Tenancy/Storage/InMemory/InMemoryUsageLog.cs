namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Closed usage records, in the order in which they were closed and once more by tenant. Its lock is taken within a tenant's, and
/// nothing is taken within it.
/// </summary>
internal sealed class InMemoryUsageLog(TimeSpan? retain)
{
    /// <summary>How many have to be due before they go, so that removing costs each record the same.</summary>
    private const int TrimmedAtOnce = 1024;

    private readonly object _gate = new();
    private readonly List<UsageRecord> _records = [];
    private readonly Dictionary<TenantUid, List<UsageRecord>> _byTenant = [];
    private long _newest;

    public void Add(UsageRecord record)
    {
        lock (_gate)
        {
            record.PutAt(++_newest);
            _records.Add(record);
            if (!_byTenant.TryGetValue(record.TenantUid, out List<UsageRecord>? own))
            {
                _byTenant[record.TenantUid] = own = [];
            }

            own.Add(record);
            if (retain is { } age && _records.Count > TrimmedAtOnce && record.To - _records[TrimmedAtOnce].To > age)
            {
                Trim(record.To - age, TrimmedAtOnce);
            }
        }
    }

    /// <summary>Of whom there are records.</summary>
    public IReadOnlyList<TenantUid> Tenants()
    {
        lock (_gate)
        {
            return [.. _byTenant.Keys];
        }
    }

    /// <summary>A tenant's that reach into the span.</summary>
    public UsageRecord[] Of(TenantUid uid, UsageSpan span)
    {
        lock (_gate)
        {
            return [.. (_byTenant.GetValueOrDefault(uid) ?? []).Where(span.Reaches)];
        }
    }

    public UsageRecordPage Read(long after, int limit)
    {
        lock (_gate)
        {
            long first = _newest - _records.Count + 1;
            int skipped = (int)Math.Clamp(after + 1 - first, 0, _records.Count);
            List<UsageRecord> page = _records.GetRange(skipped, Math.Min(limit, _records.Count - skipped));
            return new UsageRecordPage(page, page.Count > 0 ? page[^1].Sequence : after, after + 1 < first);
        }
    }

    /// <summary>Removes the oldest that ended by then, at most so many.</summary>
    public int Trim(DateTimeOffset until, int most)
    {
        lock (_gate)
        {
            int due = _records.Take(most).TakeWhile(r => r.To <= until).Count();
            foreach (IGrouping<TenantUid, UsageRecord> gone in _records.Take(due).GroupBy(r => r.TenantUid))
            {
                List<UsageRecord> own = _byTenant[gone.Key];
                own.RemoveRange(0, gone.Count());
                if (own.Count == 0)
                {
                    _byTenant.Remove(gone.Key);
                }
            }

            _records.RemoveRange(0, due);
            return due;
        }
    }
}
