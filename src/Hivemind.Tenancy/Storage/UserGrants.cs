namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Everything one user is granted, directly and through groups, as of one moment and indexed for both questions of
/// <see cref="IRbacProvider"/>. Immutable.
/// </summary>
public sealed class UserGrants
{
    private readonly GrantNode _global;

    /// <summary>By id and uid: a question about another uid, or about none, finds nothing here.</summary>
    private readonly Dictionary<TenantReference, GrantNode> _tenants = [];

    /// <summary>Indexes grants; those that have ended are left out, and those of a tenant's own role outside it.</summary>
    /// <param name="grants">A scope may come more than once. The end is null where there is none.</param>
    /// <param name="now">The store's time when they were read.</param>
    public UserGrants(IEnumerable<(PermissionScope Scope, Role Role, DateTimeOffset? EndsAt)> grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        GrantNode global = new();
        List<PermissionScope> scopes = [];
        foreach ((PermissionScope scope, Role role, DateTimeOffset? endsAt) in grants)
        {
            if (endsAt <= now || !role.GrantsIn(scope))
            {
                continue;
            }

            scopes.Add(scope);
            Root(scope, global).Below(scope.NamespaceName).Below(scope.ResourceName).Add(role);
            EndsTicks = Math.Min(EndsTicks, endsAt?.UtcTicks ?? TenancyClock.NeverTicks);
        }

        _global = global.Sealed();
        foreach (TenantReference tenant in _tenants.Keys.ToArray())
        {
            _tenants[tenant] = _tenants[tenant].Sealed();
        }

        Scopes = new GrantedScopes(scopes);
        EndsIn = EndsTicks == TenancyClock.NeverTicks ? null : TenancyClock.FromTicks(EndsTicks) - now;
    }

    /// <summary>No grant at all.</summary>
    public static UserGrants None { get; } = new([], default);

    /// <summary>The answer to the second question.</summary>
    public GrantedScopes Scopes { get; }

    /// <summary>How long after they were read the first of them ends, and both answers may change; null when none ends.</summary>
    public TimeSpan? EndsIn { get; }

    /// <summary>When the first of them ends, in ticks.</summary>
    internal long EndsTicks { get; } = TenancyClock.NeverTicks;

    /// <summary>The answer to the first question.</summary>
    /// <param name="permission">Which permission.</param>
    /// <param name="scope">Where; its tenant is named by id and uid.</param>
    public bool IsGranted(Permission permission, in PermissionScope scope) =>
        _global.Covers(permission)
        || (!scope.TenantRef.IsDefault && _tenants.TryGetValue(scope.TenantRef, out GrantNode? node) && node.IsGranted(permission, scope));

    private GrantNode Root(in PermissionScope scope, GrantNode global)
    {
        if (scope.Reference is not { } tenant)
        {
            return global;
        }

        if (!_tenants.TryGetValue(tenant, out GrantNode? node))
        {
            _tenants.Add(tenant, node = new GrantNode());
        }

        return node;
    }
}
