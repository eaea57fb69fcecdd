namespace Hivemind.Tenancy.Storage;

/// <summary>What one tenant uses up, in memory. Every member is called under the tenant's lock.</summary>
internal sealed class InMemoryConsumption(TenantId tenantId, TenantUid uid, IReadOnlyList<int> thresholds)
{
    private readonly Dictionary<string, ConsumptionEntry> _entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<ConsumptionEntry, long> _holds = new();
    private readonly Queue<ConsumptionEntry> _oldest = new();

    public ConsumptionState State { get; } = new(tenantId, uid, thresholds);

    public int Entries => _entries.Count;

    public ConsumptionEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>Brings it up to the tenant and the time; here nothing bounds the sweep, which costs each hold once.</summary>
    public void Advance(Tenant tenant, DateTimeOffset now)
    {
        State.Status = tenant.Status;
        State.Budgets = tenant.Budgets;
        while (_holds.TryPeek(out ConsumptionEntry? first, out long ends) && ends <= now.UtcTicks)
        {
            _holds.Dequeue();
            if (first.EndsTicks == ends && ConsumptionRules.Sweep(State, first, now))
            {
                Write(first);
            }
        }
    }

    /// <summary>Keeps an entry as it has become, and forgets the oldest that are due.</summary>
    public void Write(ConsumptionEntry entry)
    {
        _entries[entry.Id] = entry;
        if (entry.IsLive)
        {
            _holds.Enqueue(entry, entry.EndsTicks);
        }
        else
        {
            _oldest.Enqueue(entry);
        }
    }

    /// <summary>Forgets the ids that are due, at most so many.</summary>
    public int Forget(DateTimeOffset now, int most)
    {
        int forgotten = 0;
        while (forgotten < most && _oldest.TryPeek(out ConsumptionEntry? first) && (first.IsLive || first.IsForgotten(now) || !IsKept(first)))
        {
            _oldest.Dequeue();
            if (IsKept(first) && first.IsForgotten(now))
            {
                _entries.Remove(first.Id);
                forgotten++;
            }
        }

        return forgotten;
    }

    private bool IsKept(ConsumptionEntry entry) => ReferenceEquals(_entries.GetValueOrDefault(entry.Id), entry);
}
