using System.Runtime.InteropServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>What one tenant holds in memory. Every member is called under the tenant's lock.</summary>
internal sealed class InMemoryLedger(TenantId tenantId, TenantUid uid, IReadOnlyList<int> thresholds)
{
    private readonly Dictionary<string, AllocationState> _allocations = [];
    private HoldQueue _leases = new();

    public LedgerState State { get; } = new(tenantId, uid, thresholds);

    public IReadOnlyCollection<AllocationState> Allocations => _allocations.Values;

    /// <summary>When the first lease ends; null when there is none.</summary>
    public DateTimeOffset? NextLeaseEndsAt => _leases.First is { } first ? TenancyClock.FromTicks(first.EndsTicks) : null;

    public AllocationState? Find(string id) => _allocations.GetValueOrDefault(id);

    /// <summary>Brings the ledger up to the tenant and the time; here nothing bounds the sweep, which costs each hold once.</summary>
    public void Advance(Tenant tenant, DateTimeOffset now)
    {
        State.Status = tenant.Status;
        State.Quotas = tenant.ResourceQuotas;
        State.Advance(now);
        while (_leases.First is { } first && first.EndsTicks <= now.UtcTicks)
        {
            if (AllocationRules.Sweep(State, first, now))
            {
                Remove(first);
            }
            else
            {
                Write(first);
            }
        }
    }

    /// <summary>Everything goes with the tenant.</summary>
    public void Free(Tenant tenant, DateTimeOffset now)
    {
        Advance(tenant, now);
        foreach (AllocationState allocation in _allocations.Values)
        {
            AllocationRules.Release(State, allocation, admission: null, onlyHeld: false);
        }
    }

    /// <summary>Keeps what the rules have changed or made.</summary>
    public void Write(AllocationState allocation)
    {
        if (!allocation.IsKept)
        {
            Keep(allocation);
        }

        bool hasLease = allocation.EndsTicks != AllocationState.Never;
        if (allocation.HeapIndex < 0 && hasLease)
        {
            _leases.Add(allocation);
        }
        else if (hasLease)
        {
            _leases.Settle(allocation);
        }
        else
        {
            Forget(allocation);
        }
    }

    public void Remove(AllocationState allocation)
    {
        _allocations.Remove(allocation.Id);
        allocation.IsKept = false;
        Forget(allocation);
    }

    /// <summary>Under its id, in the place of the one that was there, if any.</summary>
    private void Keep(AllocationState allocation)
    {
        ref AllocationState? kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_allocations, allocation.Id, out _);
        if (kept is not null)
        {
            kept.IsKept = false;
            Forget(kept);
        }

        kept = allocation;
        allocation.IsKept = true;
    }

    private void Forget(AllocationState allocation)
    {
        if (allocation.HeapIndex >= 0)
        {
            _leases.Remove(allocation);
        }
    }
}
