namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// The least that reserves five resources under an id: a lock, five sums, a dictionary. No leases, no thresholds, no grace, no
/// status, no checks of arguments, nothing that says why.
/// </summary>
internal sealed class HandWrittenLedger(FiveAmounts limits)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, (FiveAmounts Amounts, bool Committed)> _allocations = [];
    private FiveAmounts _used;

    public bool TryReserve(string id, in FiveAmounts asked)
    {
        lock (_gate)
        {
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
            if (!fits || !_allocations.TryAdd(id, (asked, false)))
            {
                return false;
            }

            _used = after;
            return true;
        }
    }

    public bool Commit(string id)
    {
        lock (_gate)
        {
            if (!_allocations.TryGetValue(id, out (FiveAmounts Amounts, bool Committed) allocation))
            {
                return false;
            }

            _allocations[id] = allocation with { Committed = true };
            return true;
        }
    }

    public bool Release(string id)
    {
        lock (_gate)
        {
            if (!_allocations.Remove(id, out (FiveAmounts Amounts, bool Committed) allocation))
            {
                return false;
            }

            _used = new FiveAmounts(
                _used.Millicores - allocation.Amounts.Millicores,
                _used.Memory - allocation.Amounts.Memory,
                _used.Storage - allocation.Amounts.Storage,
                _used.Containers - allocation.Amounts.Containers,
                _used.Services - allocation.Amounts.Services);
            return true;
        }
    }
}
