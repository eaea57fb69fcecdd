namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The orders in which tenants are found other than by id: by name, by namespace, by owner, and sorted. Not thread-safe:
/// used under the store's lock.
/// </summary>
internal sealed class TenantIndex
{
    /// <summary>Sorts after every tenant id, which hold only <c>a-z 0-9 -</c>.</summary>
    private const string AfterAllIds = "~";

    private readonly Dictionary<string, TenantId> _names = [];
    private readonly Dictionary<string, TenantId> _namespaces = [];
    private readonly Dictionary<string, SortedSet<string>> _owned = [];
    private readonly SortedSet<string> _sorted = new(StringComparer.Ordinal);

    public TenantId? ByName(string name) => _names.TryGetValue(name.ToUpperInvariant(), out TenantId id) ? id : null;

    public TenantId? ByNamespace(string namespaceName) => _namespaces.TryGetValue(namespaceName, out TenantId id) ? id : null;

    /// <summary>Ids in ordinal order after one, of one owner or of all.</summary>
    public IEnumerable<string> Ids(string? ownerId, TenantId? after)
    {
        SortedSet<string>? ids = ownerId is null ? _sorted : _owned.GetValueOrDefault(ownerId);
        return ids is null ? [] : after is { } id ? ids.GetViewBetween(id.Value + "\0", AfterAllIds) : ids;
    }

    /// <summary>Throws when another tenant has the name or a namespace of this one.</summary>
    public void EnsureFree(Tenant tenant)
    {
        if (_names.TryGetValue(tenant.NameKey, out TenantId holder) && holder != tenant.Id)
        {
            throw new TenantConflictException(TenantConflictKind.Name, tenant.Name);
        }

        foreach (string namespaceName in tenant.Namespaces)
        {
            if (_namespaces.TryGetValue(namespaceName, out holder) && holder != tenant.Id)
            {
                throw new TenantConflictException(TenantConflictKind.Namespace, namespaceName);
            }
        }
    }

    public void Add(Tenant tenant)
    {
        _names.Add(tenant.NameKey, tenant.Id);
        foreach (string namespaceName in tenant.Namespaces)
        {
            _namespaces.Add(namespaceName, tenant.Id);
        }

        if (!_owned.TryGetValue(tenant.OwnerId, out SortedSet<string>? owned))
        {
            _owned.Add(tenant.OwnerId, owned = new SortedSet<string>(StringComparer.Ordinal));
        }

        owned.Add(tenant.Id.Value);
        _sorted.Add(tenant.Id.Value);
    }

    public void Remove(Tenant tenant)
    {
        _names.Remove(tenant.NameKey);
        foreach (string namespaceName in tenant.Namespaces)
        {
            _namespaces.Remove(namespaceName);
        }

        SortedSet<string> owned = _owned[tenant.OwnerId];
        owned.Remove(tenant.Id.Value);
        if (owned.Count == 0)
        {
            _owned.Remove(tenant.OwnerId);
        }

        _sorted.Remove(tenant.Id.Value);
    }
}
