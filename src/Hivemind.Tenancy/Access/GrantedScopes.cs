namespace Hivemind.Tenancy;

/// <summary>The scopes in which a user holds anything: the answer to the second question of <see cref="IRbacProvider"/>. Immutable and indexed, so a provider may keep one per user.</summary>
public sealed class GrantedScopes
{
    private readonly HashSet<string> _tenants;
    private readonly HashSet<string> _wholeTenants;
    private readonly Dictionary<string, List<string>> _namespaces = [];

    /// <summary>Indexes scopes; duplicates are dropped.</summary>
    /// <param name="scopes">In which the user holds at least one permission.</param>
    /// <exception cref="ArgumentException">A scope is <c>default(PermissionScope)</c>.</exception>
    public GrantedScopes(IEnumerable<PermissionScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        Scopes = ValueList<PermissionScope>.Create(scopes.Select(s => s.Validated(nameof(scopes))).Distinct());
        Tenants = ValueList<TenantId>.Create(
            Scopes.Where(s => s.TenantId is not null).Select(s => s.TenantId!.Value).Distinct().Order());
        IsGlobal = Scopes.Any(s => s.Kind == PermissionScopeKind.Global);
        _tenants = new HashSet<string>(Tenants.Select(t => t.Value));
        _wholeTenants = new HashSet<string>(Scopes.Where(s => s.Kind == PermissionScopeKind.Tenant).Select(s => s.TenantId!.Value.Value));
        foreach (PermissionScope scope in Scopes.Where(s => s.NamespaceName is not null))
        {
            string tenant = scope.TenantId!.Value.Value;
            if (!_namespaces.TryGetValue(tenant, out List<string>? names))
            {
                _namespaces.Add(tenant, names = []);
            }

            names.Add(scope.NamespaceName!);
        }
    }

    /// <summary>No scope at all.</summary>
    public static GrantedScopes None { get; } = new([]);

    /// <summary>Whether one of them is Global, and so every tenant is reached.</summary>
    public bool IsGlobal { get; }

    /// <summary>The tenants in which something is held, in ordinal order; those reached by a Global scope alone are not listed.</summary>
    public IReadOnlyList<TenantId> Tenants { get; }

    /// <summary>The scopes.</summary>
    public IReadOnlyList<PermissionScope> Scopes { get; }

    /// <summary>Whether any of them reaches the tenant, or lies within it; false for <c>default(TenantId)</c>, which names nobody.</summary>
    public bool Reaches(TenantId tenantId) => !tenantId.IsDefault && (IsGlobal || _tenants.Contains(tenantId.Value));

    /// <summary>As <see cref="Reaches(TenantId)"/>, but a scope in a namespace that the tenant has not reaches nothing.</summary>
    internal bool ReachesNow(Tenant tenant)
    {
        if (IsGlobal || _wholeTenants.Contains(tenant.Id.Value))
        {
            return true;
        }

        if (_namespaces.TryGetValue(tenant.Id.Value, out List<string>? names))
        {
            foreach (string name in names)
            {
                if (AccessRules.HasNamespace(tenant, name))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
