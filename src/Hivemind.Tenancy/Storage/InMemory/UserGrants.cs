namespace Hivemind.Tenancy.Storage;

/// <summary>Everything one user is granted, directly and through groups, indexed for both questions of <see cref="IRbacProvider"/>. Immutable.</summary>
internal sealed class UserGrants
{
    private readonly GrantNode _root = new();

    public UserGrants(IEnumerable<(PermissionScope Scope, Role Role)> grants)
    {
        List<PermissionScope> scopes = [];
        foreach ((PermissionScope scope, Role role) in grants)
        {
            scopes.Add(scope);
            _root.Add(scope, role.Permissions);
        }

        _root.Seal();
        Scopes = new GrantedScopes(scopes);
    }

    public static UserGrants None { get; } = new([]);

    public GrantedScopes Scopes { get; }

    public bool IsGranted(Permission permission, in PermissionScope scope) => _root.IsGranted(permission, scope);
}
