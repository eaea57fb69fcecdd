namespace Hivemind.Tenancy;

/// <summary>The scopes in which a user holds anything: the answer to the second question of <see cref="IRbacProvider"/>. Immutable and indexed, so a provider may keep one per user.</summary>
public sealed class GrantedScopes
{
    /// <summary>By tenant: the namespaces in which something is held, or null when it is held in the whole tenant.</summary>
    private readonly Dictionary<TenantReference, string[]?> _tenants = [];

    /// <summary>Whether a scope names a tenant by its id alone.</summary>
    private readonly bool _anyById;

    /// <summary>Indexes scopes; duplicates are dropped.</summary>
    /// <param name="scopes">In which the user holds at least one permission.</param>
    /// <exception cref="ArgumentException">A scope is <c>default(PermissionScope)</c>.</exception>
    public GrantedScopes(IEnumerable<PermissionScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        Scopes = ValueList<PermissionScope>.Create(scopes.Select(s => s.Validated(nameof(scopes))).Distinct());
        IsGlobal = Scopes.Any(s => s.Kind == PermissionScopeKind.Global);
        foreach (IGrouping<TenantReference, PermissionScope> tenant in Scopes.Where(s => s.Reference is not null).GroupBy(s => s.Reference!.Value))
        {
            bool isWhole = tenant.Any(s => s.Kind == PermissionScopeKind.Tenant);
            _tenants.Add(tenant.Key, isWhole ? null : [.. tenant.Select(s => s.NamespaceName!).Distinct(StringComparer.Ordinal)]);
        }

        _anyById = _tenants.Keys.Any(t => t.Uid is null);
        ReachWholeTenants = _tenants.Values.All(namespaces => namespaces is null);

        // Whoever holds the id is also each of its uids, so those are left out beside it.
        Tenants = ValueList<TenantReference>.Create(_tenants.Keys
            .Where(t => t.Uid is null || !_tenants.ContainsKey(t.Id))
            .OrderBy(t => t.Id)
            .ThenBy(t => t.Uid?.Value));
    }

    /// <summary>No scope at all.</summary>
    public static GrantedScopes None { get; } = new([]);

    /// <summary>Whether one of them is Global, and so every tenant is reached.</summary>
    public bool IsGlobal { get; }

    /// <summary>
    /// The tenants in which something is held, in ordinal order of their ids; those reached by a Global scope alone are not listed. Of one
    /// id there may be several uids, of which at most one lives.
    /// </summary>
    public IReadOnlyList<TenantReference> Tenants { get; }

    /// <summary>The scopes.</summary>
    public IReadOnlyList<PermissionScope> Scopes { get; }

    /// <summary>Whether none of <see cref="Tenants"/> is reached in some of its namespaces only.</summary>
    internal bool ReachWholeTenants { get; }

    /// <summary>
    /// Whether any of them reaches the tenant, or lies within it. A scope of another uid reaches nothing, nor does one in a namespace that
    /// the tenant has not; a scope without a uid reaches by the id.
    /// </summary>
    public bool Reaches(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return IsGlobal || Reaches(tenant, tenant) || (_anyById && Reaches(tenant, tenant.Id));
    }

    private bool Reaches(Tenant tenant, TenantReference key) =>
        _tenants.TryGetValue(key, out string[]? namespaces) && (namespaces is null || HasAny(tenant, namespaces));

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
