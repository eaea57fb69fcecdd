namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Everything one user is granted, directly and through groups, as of one moment: answers both questions of
/// <see cref="IRbacProvider"/> without the database. Immutable.
/// </summary>
internal sealed class LoadedGrants
{
    private readonly ScopeGrant[] _global;
    private readonly Dictionary<TenantReference, ScopeGrant[]> _ofTenant;

    /// <param name="grants">A scope may come more than once.</param>
    public LoadedGrants(IEnumerable<(PermissionScope Scope, Role Role)> grants)
    {
        ScopeGrant[] scopes = [.. grants.GroupBy(g => g.Scope, g => g.Role).Select(g => new ScopeGrant(g.Key, g))];
        _global = [.. scopes.Where(s => s.Scope.TenantId is null)];
        _ofTenant = scopes.Where(s => s.Scope.Reference is not null).GroupBy(s => s.Scope.Reference!.Value).ToDictionary(t => t.Key, t => t.ToArray());
        Scopes = new GrantedScopes(scopes.Select(s => s.Scope));
    }

    public static LoadedGrants None { get; } = new([]);

    public GrantedScopes Scopes { get; }

    public bool IsGranted(Permission permission, PermissionScope scope) =>
        IsGranted(_global, permission, scope)
        || (scope.Reference is { } tenant && _ofTenant.TryGetValue(tenant, out ScopeGrant[]? grants) && IsGranted(grants, permission, scope));

    private static bool IsGranted(ScopeGrant[] grants, Permission permission, PermissionScope scope)
    {
        foreach (ScopeGrant grant in grants)
        {
            if (grant.IsGranted(permission, scope))
            {
                return true;
            }
        }

        return false;
    }
}
