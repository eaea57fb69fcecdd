using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What waits for one reader of a tenant's apps: that it has begun, then which of its apps have changed.</summary>
internal sealed class AppStream(LiveRegistry registry, string userId, TenantReference tenant, IReadOnlySet<string>? namespaces, string? name)
    : LiveStream<IReadOnlyList<AppKey>>(registry)
{
    private readonly object _gate = new();
    private readonly HashSet<AppKey> _waiting = [];
    private bool _hasBegun;
    private bool _isDue;

    /// <summary>Whose apps, by uid.</summary>
    public TenantReference Tenant => tenant;

    /// <summary>Which of the tenant's apps have been found changed. What is said first is where it begins.</summary>
    public void Post(IReadOnlyCollection<AppKey> changed)
    {
        lock (_gate)
        {
            if (_hasBegun)
            {
                _waiting.UnionWith(changed.Where(IsOurs));
            }

            _isDue |= !_hasBegun || _waiting.Count > 0;
            _hasBegun = true;
            if (!_isDue)
            {
                return;
            }
        }

        Wake();
    }

    protected override bool TryTake(out IReadOnlyList<AppKey> item, out bool isLast)
    {
        isLast = false;
        lock (_gate)
        {
            item = [.. _waiting];
            _waiting.Clear();
            bool isThere = _isDue;
            _isDue = false;
            return isThere;
        }
    }

    protected override TenantAccessDeniedException Denied() => new(userId, AppPermissions.Read, PermissionScope.Tenant(tenant));

    private bool IsOurs(AppKey app) => namespaces?.Contains(app.Namespace) != false && (name is null || app.Name == name);
}
