namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The newest events in a ring that grows as far as retention lets it. Appending is the last step of a change, under the change's
/// own lock, and drops what is due.
/// </summary>
internal sealed class InMemoryEventLog(EventRetention retention)
{
    /// <summary>How many are kept where the host does not say.</summary>
    public const int DefaultCount = 10_000;

    private readonly object _gate = new();
    private readonly EventRetention _retention = retention with { KeepCount = retention.KeepCount ?? DefaultCount };
    private readonly Dictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private TenancyEvent?[] _ring = new TenancyEvent?[16];
    private long _oldest = 1;
    private long _newest;

    /// <summary>Ends what waits for the next event; null while nobody waits.</summary>
    private TaskCompletionSource? _appended;

    /// <summary>Appends an event and returns it with its sequence number.</summary>
    public TenancyEvent Append(TenancyEvent tenancyEvent)
    {
        TenancyEvent recorded;
        TaskCompletionSource? appended;
        lock (_gate)
        {
            recorded = tenancyEvent with { Sequence = ++_newest };
            Trim(_retention, recorded.OccurredAt, most: 2);
            if (_newest - _oldest + 1 > _ring.Length)
            {
                Grow();
            }

            _ring[IndexOf(_newest)] = recorded;
            appended = _appended;
            _appended = null;
        }

        appended?.SetResult();
        return recorded;
    }

    public EventPage Read(EventQuery query)
    {
        lock (_gate)
        {
            List<TenancyEvent> events = [];
            long from = Math.Max(FirstOf(query.Tenant), !query.NewestFirst && query.After is { } after ? Math.Min(after, _newest) + 1 : _oldest);
            long to = query.NewestFirst && query.After is { } before ? Math.Min(before - 1, _newest) : _newest;
            for (long i = 0; i <= to - from && events.Count < query.Limit; i++)
            {
                TenancyEvent candidate = At(query.NewestFirst ? to - i : from + i);
                if (IsOf(candidate, query.Tenant) && query.Matches(candidate))
                {
                    events.Add(candidate);
                }
            }

            return new EventPage(query, events, _oldest, _newest);
        }
    }

    public Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _newest > after
                ? Task.CompletedTask
                : (_appended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    public long Acknowledge(string reader, long through)
    {
        lock (_gate)
        {
            long reached = Math.Max(_acknowledged.GetValueOrDefault(reader), Math.Min(through, _newest));
            if (reached > 0)
            {
                _acknowledged[reader] = reached;
            }

            return reached;
        }
    }

    public int Trim(EventRetention kept, DateTimeOffset now)
    {
        lock (_gate)
        {
            return Trim(kept, now, EventRetention.SliceSize);
        }
    }

    private static bool IsOf(TenancyEvent candidate, TenantReference? tenant) =>
        tenant is not { } asked || (candidate.TenantId == asked.Id && (asked.Uid is null || candidate.TenantUid == asked.Uid));

    /// <summary>Drops the oldest that are due. The newest number may have been given already and its event not be in its place yet: it stays.</summary>
    private int Trim(EventRetention kept, DateTimeOffset now, int most)
    {
        long reach = Math.Min(
            kept.Readers.Count == 0 ? _newest : kept.Reach(_newest, kept.Readers.Select(r => _acknowledged.GetValueOrDefault(r))), _newest);
        int dropped = 0;
        while (dropped < most && _oldest <= reach && _ring[IndexOf(_oldest)] is { } oldest && oldest.Sequence == _oldest
            && kept.IsDue(_oldest, oldest.OccurredAt, _newest, now))
        {
            _ring[IndexOf(_oldest++)] = null;
            dropped++;
        }

        return dropped;
    }

    private void Grow()
    {
        TenancyEvent?[] larger = new TenancyEvent?[_ring.Length * 2];
        for (long sequence = _oldest; sequence < _newest; sequence++)
        {
            larger[(int)(sequence % larger.Length)] = At(sequence);
        }

        _ring = larger;
    }

    /// <summary>Where reading of who holds an id now begins: at the last creation.</summary>
    private long FirstOf(TenantReference? tenant)
    {
        if (tenant is not { Uid: null } asked)
        {
            return _oldest;
        }

        long sequence = _newest;
        while (sequence > _oldest && !(At(sequence) is TenantCreated created && created.TenantId == asked.Id))
        {
            sequence--;
        }

        return Math.Max(sequence, _oldest);
    }

    private TenancyEvent At(long sequence) => _ring[IndexOf(sequence)]!;

    private int IndexOf(long sequence) => (int)(sequence % _ring.Length);
}
