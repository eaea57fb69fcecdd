namespace Hivemind.Tenancy;

/// <summary>The newest events in a ring of bounded size. Appending is the last step of a change, under the change's own lock.</summary>
internal sealed class InMemoryEventLog(int limit)
{
    private readonly object _gate = new();
    private readonly List<TenancyEvent> _ring = [];
    private long _last;

    /// <summary>Appends an event and returns it with its sequence number.</summary>
    public TenancyEvent Append(TenancyEvent tenancyEvent)
    {
        lock (_gate)
        {
            TenancyEvent recorded = tenancyEvent with { Sequence = ++_last };
            if (_ring.Count < limit)
            {
                _ring.Add(recorded);
            }
            else
            {
                _ring[IndexOf(_last)] = recorded;
            }

            return recorded;
        }
    }

    public IReadOnlyList<TenancyEvent> Read(long after, TenantId? tenantId, int most)
    {
        lock (_gate)
        {
            List<TenancyEvent> events = [];
            for (long sequence = Math.Clamp(after, _last - _ring.Count, _last) + 1; sequence <= _last && events.Count < most; sequence++)
            {
                TenancyEvent candidate = _ring[IndexOf(sequence)];
                if (tenantId is null || candidate.TenantId == tenantId)
                {
                    events.Add(candidate);
                }
            }

            return events;
        }
    }

    private int IndexOf(long sequence) => (int)((sequence - 1) % limit);
}
