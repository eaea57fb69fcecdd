namespace Hivemind.Tenancy.Storage;

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

    public IReadOnlyList<TenancyEvent> Read(long after, TenantReference? tenant, int most)
    {
        lock (_gate)
        {
            List<TenancyEvent> events = [];
            for (long sequence = Math.Max(Math.Min(after, _last) + 1, FirstOf(tenant)); sequence <= _last && events.Count < most; sequence++)
            {
                TenancyEvent candidate = _ring[IndexOf(sequence)];
                if (tenant is not { } one || (candidate.TenantId == one.Id && (one.Uid is null || one.Uid == candidate.TenantUid)))
                {
                    events.Add(candidate);
                }
            }

            return events;
        }
    }

    /// <summary>Where reading begins: at the oldest event that is kept, or at the last creation of a tenant that is named by its id alone.</summary>
    private long FirstOf(TenantReference? tenant)
    {
        long oldest = _last - _ring.Count + 1;
        TenantId? tenantId = tenant is { Uid: null } ? tenant.Value.Id : null;
        long sequence = tenantId is null ? oldest : _last;
        while (sequence > oldest && !(_ring[IndexOf(sequence)] is TenantCreated created && created.TenantId == tenantId))
        {
            sequence--;
        }

        return sequence;
    }

    private int IndexOf(long sequence) => (int)((sequence - 1) % limit);
}
