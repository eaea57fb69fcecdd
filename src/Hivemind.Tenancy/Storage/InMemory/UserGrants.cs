namespace Hivemind.Tenancy.Storage;

/// <summary>Everything one user is granted, directly and through groups, indexed for both questions of <see cref="IRbacProvider"/>. Immutable.</summary>
internal sealed class UserGrants
{
    private readonly GrantNode _global = new();

    /// <summary>By id and uid: a question about another uid, or about none, finds nothing here.</summary>
    private readonly Dictionary<TenantReference, GrantNode> _tenants = [];

    public UserGrants(IEnumerable<(PermissionScope Scope, Role Role)> grants)
    {
        List<PermissionScope> scopes = [];
        foreach ((PermissionScope scope, Role role) in grants)
        {
            scopes.Add(scope);
            Root(scope).Below(scope.NamespaceName).Below(scope.ResourceName).Add(role.Permissions);
        }

        _global.Seal();
        foreach (GrantNode tenant in _tenants.Values)
        {
            tenant.Seal();
        }

        Scopes = new GrantedScopes(scopes);
    }

    public static UserGrants None { get; } = new([]);

    public GrantedScopes Scopes { get; }

    public bool IsGranted(Permission permission, in PermissionScope scope) =>
        _global.Covers(permission)
        || (scope.Reference is { } tenant && _tenants.TryGetValue(tenant, out GrantNode? node) && node.IsGranted(permission, scope));

    private GrantNode Root(in PermissionScope scope)
    {
        if (scope.Reference is not { } tenant)
        {
            return _global;
        }

        if (!_tenants.TryGetValue(tenant, out GrantNode? node))
        {
            _tenants.Add(tenant, node = new GrantNode());
        }

        return node;
    }
}
