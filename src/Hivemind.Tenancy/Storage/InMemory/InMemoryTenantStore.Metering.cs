namespace Hivemind.Tenancy.Storage;

/// <content>What was used: of each tenant as of one moment, since records are closed under the tenant's lock.</content>
internal sealed partial class InMemoryTenantStore
{
    private readonly InMemoryHistory<UsageRecord> _usage = new(r => (r.TenantUid, r.To), options.Value.RetainUsage, (r, number) => r.PutAt(number));
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
                    records.AddRange(_usage.Of(entry.Tenant.Uid, span.Reaches));
                    records.AddRange(Open(entry).Where(span.Reaches));
                }
            }

            records.ForEach(r => add(sum, r));
        }

        foreach (TenantUid gone in span.Tenant is { } named ? [named.Uid!.Value] : _usage.Tenants())
        {
            if (seen.Add(gone))
            {
                Array.ForEach(_usage.Of(gone, span.Reaches), r => add(sum, r));
            }
        }

        return new ValueTask<TSum>(sum);
    }

    public ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (IReadOnlyList<UsageRecord> page, bool isTrimmed) = _usage.Read(after, limit);
        return new ValueTask<UsageRecordPage>(new UsageRecordPage(page, page.Count > 0 ? page[^1].Sequence : after, isTrimmed));
    }

    public ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(_usage.Trim(_clock.Now - retain, UsageSpan.SliceSize));
    }

    private IEnumerable<UsageRecord> Open(TenantEntry entry)
    {
        DateTimeOffset now = _clock.Now;
        return (entry.Ledger?.Allocations ?? []).SelectMany(a => MeterRules.Open(a, entry.Tenant.Id, entry.Tenant.Uid, now));
    }
}
