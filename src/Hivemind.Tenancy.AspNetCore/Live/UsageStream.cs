namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What waits for one reader of usages: the newest of each tenant that has changed.</summary>
internal sealed class UsageStream(LiveRegistry registry, string userId, IReadOnlyList<TenantReference> tenants) : LiveStream<TenantUsage>(registry)
{
    private readonly object _gate = new();
    private readonly Dictionary<TenantReference, TenantUsage> _known = [];
    private readonly Dictionary<TenantReference, TenantUsage> _waiting = [];

    public IReadOnlyList<TenantReference> Tenants => tenants;

    /// <summary>What has been found, of one of its tenants.</summary>
    public void Post(TenantReference tenant, TenantUsage usage)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(tenant, out TenantUsage? known) && IsSame(known, usage))
            {
                return;
            }

            _known[tenant] = usage;
            _waiting[tenant] = usage;
        }

        Wake();
    }

    protected override bool TryTake(out TenantUsage item, out bool isLast)
    {
        isLast = false;
        lock (_gate)
        {
            foreach ((TenantReference tenant, TenantUsage usage) in _waiting)
            {
                item = usage;
                return _waiting.Remove(tenant);
            }
        }

        item = null!;
        return false;
    }

    protected override TenantAccessDeniedException Denied() => new(userId, tenants[0].Id);

    /// <summary>All but the moment.</summary>
    private static bool IsSame(TenantUsage one, TenantUsage other) =>
        one.Held == other.Held && one.Committed == other.Committed && one.Grace == other.Grace && one.Resources.SequenceEqual(other.Resources);
}
