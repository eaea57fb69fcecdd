namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// The least that reserves five resources under an id for a lease: a lock, five sums, a dictionary, and a queue of ends. No thresholds, no
/// grace, no status, no checks of arguments, nothing that says why.
/// </summary>
internal sealed class HandWrittenLedger(FiveAmounts limits)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, (FiveAmounts Amounts, long EndsAt)> _allocations = [];
    private readonly Queue<(string Id, long EndsAt)> _leases = new();
    private FiveAmounts _used;

    public bool TryReserve(string id, in FiveAmounts asked, long lease, long now)
    {
        lock (_gate)
        {
            Sweep(now);
            FiveAmounts after = new(
                _used.Millicores + asked.Millicores,
                _used.Memory + asked.Memory,
                _used.Storage + asked.Storage,
                _used.Containers + asked.Containers,
                _used.Services + asked.Services);
            bool fits = after.Millicores <= limits.Millicores
                && after.Memory <= limits.Memory
                && after.Storage <= limits.Storage
                && after.Containers <= limits.Containers
                && after.Services <= limits.Services;
            if (!fits || !_allocations.TryAdd(id, (asked, now + lease)))
            {
                return false;
            }

            _used = after;
            _leases.Enqueue((id, now + lease));
            return true;
        }
    }

    public bool Commit(string id, long now)
    {
        lock (_gate)
        {
            if (!_allocations.TryGetValue(id, out (FiveAmounts Amounts, long EndsAt) allocation) || allocation.EndsAt <= now)
            {
                return false;
            }

            _allocations[id] = allocation with { EndsAt = long.MaxValue };
            return true;
        }
    }

    public bool Release(string id)
    {
        lock (_gate)
        {
            if (!_allocations.Remove(id, out (FiveAmounts Amounts, long EndsAt) allocation))
            {
                return false;
            }

            Free(allocation.Amounts);
            return true;
        }
    }

    /// <summary>Holds that have ended, and the queue's own memory of those that have been committed or released.</summary>
    private void Sweep(long now)
    {
        while (_leases.TryPeek(out (string Id, long EndsAt) first))
        {
            bool isHeld = _allocations.TryGetValue(first.Id, out (FiveAmounts Amounts, long EndsAt) allocation) && allocation.EndsAt == first.EndsAt;
            if (isHeld && first.EndsAt > now)
            {
                return;
            }

            _leases.Dequeue();
            if (isHeld)
            {
                _allocations.Remove(first.Id);
                Free(allocation.Amounts);
            }
        }
    }

    private void Free(in FiveAmounts amounts) => _used = new FiveAmounts(
        _used.Millicores - amounts.Millicores,
        _used.Memory - amounts.Memory,
        _used.Storage - amounts.Storage,
        _used.Containers - amounts.Containers,
        _used.Services - amounts.Services);
}
