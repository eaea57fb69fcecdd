namespace Hivemind.Tenancy;

/// <summary>The scopes in which a user holds anything: the answer to the second question of <see cref="IRbacProvider"/>. Immutable and indexed, so a provider may keep one per user.</summary>
public sealed class GrantedScopes
{
    /// <summary>By tenant: the namespaces in which something is held, or null when it is held in the whole tenant.</summary>
    private readonly Dictionary<string, string[]?> _tenants = [];

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
        foreach (IGrouping<string, PermissionScope> tenant in Scopes.Where(s => s.TenantId is not null).GroupBy(s => s.TenantId!.Value.Value))
        {
            bool isWhole = tenant.Any(s => s.Kind == PermissionScopeKind.Tenant);
            _tenants.Add(tenant.Key, isWhole ? null : [.. tenant.Select(s => s.NamespaceName!).Distinct(StringComparer.Ordinal)]);
        }

        ReachWholeTenants = _tenants.Values.All(namespaces => namespaces is null);
    }

    /// <summary>No scope at all.</summary>
    public static GrantedScopes None { get; } = new([]);

    /// <summary>Whether one of them is Global, and so every tenant is reached.</summary>
    public bool IsGlobal { get; }

    /// <summary>The tenants in which something is held, in ordinal order; those reached by a Global scope alone are not listed.</summary>
    public IReadOnlyList<TenantId> Tenants { get; }

    /// <summary>The scopes.</summary>
    public IReadOnlyList<PermissionScope> Scopes { get; }

    /// <summary>Whether none of <see cref="Tenants"/> is reached in some of its namespaces only.</summary>
    internal bool ReachWholeTenants { get; }

    /// <summary>Whether any of them reaches the tenant, or lies within it. A scope in a namespace that the tenant has not reaches nothing.</summary>
    public bool Reaches(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (IsGlobal)
        {
            return true;
        }

        if (!_tenants.TryGetValue(tenant.Id.Value, out string[]? namespaces))
        {
            return false;
        }

        return namespaces is null || HasAny(tenant, namespaces);
    }

    private static bool HasAny(Tenant tenant, string[] namespaces)
    {
        foreach (string namespaceName in namespaces)
        {
            if (TenantRules.HasNamespace(tenant, namespaceName))
            {
                return true;
            }
        }

        return false;
    }
}
