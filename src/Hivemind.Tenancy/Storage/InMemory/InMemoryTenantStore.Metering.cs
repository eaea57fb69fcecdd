namespace Hivemind.Tenancy.Storage;

/// <content>What was used: of each tenant as of one moment, since records are closed under the tenant's lock.</content>
internal sealed partial class InMemoryTenantStore
{
    private readonly InMemoryHistory<KeptUsage> _usage = new(u => (u.TenantUid, TenancyClock.FromTicks(u.ToTicks)), options.Value.RetainUsage);
    private readonly bool _isMetering = options.Value.Metering;

    public ValueTask<TSum> SumUsageAsync<TSum>(UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TSum sum = begin();
        HashSet<TenantUid> seen = [];
        foreach (TenantEntry entry in span.Tenant is not { } tenant ? _entries.Values : _entries.TryGetValue(tenant.Id.Value, out TenantEntry? one) ? [one] : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<UsageRecord> records = [];
            lock (entry)
            {
                if (!entry.IsRemoved && span.Tenant?.Names(entry.Tenant.Uid) != false && seen.Add(entry.Tenant.Uid))
                {
                    records.AddRange(Closed(entry.Tenant.Uid, span));
                    records.AddRange(Open(entry).Where(span.Reaches));
                }
            }

            records.ForEach(r => add(sum, r));
        }

        foreach (TenantUid gone in span.Tenant is { } named ? [named.Uid!.Value] : _usage.Tenants())
        {
            if (seen.Add(gone))
            {
                foreach (UsageRecord record in Closed(gone, span))
                {
                    add(sum, record);
                }
            }
        }

        return new ValueTask<TSum>(sum);
    }

    public ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ((long Number, KeptUsage Item)[] page, bool isTrimmed) = _usage.Read(after, limit);
        UsageRecord[] records = Array.ConvertAll(page, u => u.Item.ToRecord(u.Number));
        return new ValueTask<UsageRecordPage>(new UsageRecordPage(records, records.Length > 0 ? records[^1].Sequence : after, isTrimmed));
    }

    public ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(_usage.Trim(_clock.Now - retain, UsageSpan.SliceSize));
    }

    private IEnumerable<UsageRecord> Closed(TenantUid uid, UsageSpan span) =>
        _usage.Of(uid, u => span.Reaches(u.FromTicks, u.ToTicks)).Select(u => u.Item.ToRecord(u.Number));

    /// <summary>What writes down what a tenant held; null where nothing is metered.</summary>
    private Action<UsageRecord>? UsageOf(TenantUid uid) => _isMetering ? _usage.AdderOf(uid, static (UsageRecord record) => new KeptUsage(record)) : null;

    private IEnumerable<UsageRecord> Open(TenantEntry entry)
    {
        DateTimeOffset now = _clock.Now;
        return (entry.Ledger?.Allocations ?? []).SelectMany(a => MeterRules.Open(a, entry.Tenant.Id, entry.Tenant.Uid, now));
    }
}
