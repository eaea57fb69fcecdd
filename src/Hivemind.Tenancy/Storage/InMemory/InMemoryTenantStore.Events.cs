namespace Hivemind.Tenancy.Storage;

/// <content>The log of what was changed, and what a step writes to it.</content>
internal sealed partial class InMemoryTenantStore
{
    public ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            EnsureIs(entry, tenant);
            return new ValueTask<TenancyEvent>(Append(entry, report, _clock.Now));
        }
    }

    public ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<EventPage>(Log.Read(query));
    }

    public ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask(Log.WaitAsync(after, cancellationToken));
    }

    public ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<long>(Log.Acknowledge(reader, through));
    }

    public ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Log.Trim(retention, _clock.Now));
    }

    public TenancyEvent Append(TenancyEvent change) => Log.Append(change.At(_clock.Now));

    private TenancyEvent[] Recorded(TenantEntry entry, TenancyEvent change, DateTimeOffset now, IReadOnlyList<TenancyEvent>? crossings = null) =>
        [Append(entry, change, now), .. RecordedCrossings(crossings)];

    private TenancyEvent[] RecordedCrossings(IReadOnlyList<TenancyEvent>? crossings) => crossings is null or { Count: 0 } ? [] : [.. crossings.Select(Log.Append)];

    private TenancyEvent Append(TenantEntry entry, TenancyEvent change, DateTimeOffset now) =>
        Log.Append(change.At(now) with { TenantUid = entry.Tenant.Uid });
}
