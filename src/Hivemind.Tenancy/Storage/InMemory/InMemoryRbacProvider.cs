using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Roles, bindings and groups in this process. Reads look up a user's compiled <see cref="UserGrants"/> without a lock; a
/// write drops those it touches, and the next read compiles them anew, both under one lock, so that an answer is never older
/// than the last finished write. Its lock is taken before a tenant's, never the other way round.
/// </summary>
/// <param name="store">What it shares the event log and the time with and asks whether a binding's tenant lives; null when tenants are kept elsewhere.</param>
/// <param name="ownClock">The time where it shares none.</param>
internal sealed partial class InMemoryRbacProvider(IBindingsHost? store, SteadyClock ownClock) : IRbacAdministrator
{
    private readonly object _gate = new();
    private static readonly Comparer<GroupReference> ByText =
        Comparer<GroupReference>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    /// <summary>Roles and groups by their owner; <c>default</c> is the platform.</summary>
    private readonly Dictionary<TenantReference, OwnedAccess> _owned = new() { [default] = Platform() };
    private readonly ConcurrentDictionary<string, HashSet<RoleBinding>> _ofUser = new();
    private readonly Dictionary<GroupReference, HashSet<RoleBinding>> _ofGroup = [];
    private readonly Dictionary<TenantId, HashSet<RoleBinding>> _inTenant = [];
    private readonly ConcurrentDictionary<string, SortedSet<GroupReference>> _groups = new();
    private readonly ConcurrentDictionary<string, UserGrants> _compiled = new();

    /// <summary>The bindings that end, the first first.</summary>
    private readonly SortedSet<RoleBinding> _ending = new(RoleBindingOrder.ByEnd);

    /// <summary>Where it shares none.</summary>
    private readonly InMemoryKeys _ownKeys = new();

    private InMemoryKeys Keys => store?.Keys ?? _ownKeys;

    private DateTimeOffset Now => store?.Now ?? ownClock.Now;

    public ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(Grants(userId).IsGranted(permission, scope));
    }

    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<GrantedScopes>(Grants(userId).Scopes);
    }

    public ValueTask<UserGrants> GetGrantsAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<UserGrants>(Grants(userId) is { EndsIn: null } lasting ? lasting : Compile(userId));
    }

    private UserGrants Grants(string userId)
    {
        // The clock is read only for those who hold something that ends.
        if (_compiled.TryGetValue(userId, out UserGrants? grants) && (grants.EndsTicks == TenancyClock.NeverTicks || Now.UtcTicks < grants.EndsTicks))
        {
            return grants;
        }

        // Strangers are answered without the lock and without a trace, so asking for them costs no memory.
        return _ofUser.ContainsKey(userId) || _groups.ContainsKey(userId) ? Compile(userId) : UserGrants.None;
    }

    private UserGrants Compile(string userId)
    {
        lock (_gate)
        {
            IEnumerable<RoleBinding> bindings = _ofUser.GetValueOrDefault(userId) ?? [];
            foreach (GroupReference group in _groups.GetValueOrDefault(userId) ?? [])
            {
                bindings = bindings.Concat(_ofGroup.GetValueOrDefault(group) ?? []);
            }

            UserGrants grants = new(bindings.Select(b => (b.Scope, Find(b.Role)!, b.EndsAt)), Now);
            _compiled[userId] = grants;
            return grants;
        }
    }

    private static OwnedAccess Platform()
    {
        OwnedAccess platform = new();
        foreach (Role role in BuiltInRoles.All)
        {
            platform.Roles.Add(role.Id, role);
        }

        return platform;
    }

    private void Forget(RoleSubject subject)
    {
        if (!subject.IsGroup)
        {
            _compiled.TryRemove(subject.Id, out _);
            return;
        }

        foreach (string userId in Members(subject.AsGroup()))
        {
            _compiled.TryRemove(userId, out _);
        }
    }
}
