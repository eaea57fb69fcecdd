namespace Hivemind.Tenancy.Storage;

/// <summary>
/// An <see cref="IRbacProvider"/> that can be written to. For adapter authors; hosts use <see cref="IAccessManager"/>, which
/// authorizes. Each write is one atomic step that appends the event given to it to the log of the store it shares, and
/// returns it as recorded (as given, when it shares none); it returns null and records nothing when nothing changed.
/// Built-in roles exist always. A binding to a tenant is kept for one uid, which is part of what makes two bindings the same, so what
/// is left of a former tenant of that id means nothing to the one made again. So are a tenant's own roles and groups, which are others
/// than the platform's and other tenants' of the same ids, end with their tenant, and never grant anything outside it. What names a tenant
/// without its uid is refused by writes that make something, and finds nothing in all other verbs, unless they say otherwise.
/// Writes that make or change what a tenant owns decide in the same step, where the tenants' store is shared, that the tenant exists, by id
/// and uid, and is not Terminating; taking away asks for neither.
/// A binding that has ended, by the store's time (<c>now >= EndsAt</c>), is as one that was removed, in every verb and both questions; what is
/// left of it goes with a later write of bindings.
/// </summary>
public interface IRbacAdministrator : IRbacProvider
{
    /// <summary>
    /// Everything the user is granted now: both questions answered as of one moment, and how long the answers hold. A cache keeps none
    /// beyond <see cref="UserGrants.EndsIn"/>.
    /// </summary>
    ValueTask<UserGrants> GetGrantsAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The role, built-in or defined; null when there is none.</summary>
    ValueTask<Role?> FindRoleAsync(RoleReference role, CancellationToken cancellationToken);

    /// <summary>The roles of the platform, built-in ones included, or of one tenant, in ordinal order of their ids.</summary>
    /// <param name="owner">Whose; null for the platform's.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    ValueTask<IReadOnlyList<Role>> ListRolesAsync(TenantReference? owner, CancellationToken cancellationToken);

    /// <summary>Defines a role or replaces its permissions.</summary>
    /// <exception cref="ArgumentException">It has the id of a built-in role, or names a tenant without its uid.</exception>
    /// <exception cref="TenantNotFoundException">The role's tenant does not exist, or is of another uid.</exception>
    /// <exception cref="TenantNotActiveException">The role's tenant is Terminating.</exception>
    ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Removes a role and every binding of it, and nothing of another's of the same id.</summary>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    ValueTask<TenancyEvent?> RemoveRoleAsync(RoleReference role, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a binding, or gives the one of the same subject, role and scope its <see cref="RoleBinding.EndsAt"/>. One that shares the tenants' store decides in the same step whether its tenant exists, by id and uid, is not
    /// Terminating, and has its namespace, so that no binding outlives a deletion.
    /// </summary>
    /// <param name="binding">The binding.</param>
    /// <param name="change">What to record.</param>
    /// <param name="key">Under which it is done once, see <see cref="IdempotencyRules"/>, also when the binding is there already; null for none.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <exception cref="ArgumentException">There is no such role, the tenant has no such namespace, the scope names a tenant without its uid, or it has ended already.</exception>
    /// <exception cref="TenantNotFoundException">The scope's tenant does not exist, or is of another uid.</exception>
    /// <exception cref="TenantNotActiveException">The scope's tenant is Terminating.</exception>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the binding that was added under it is gone.</exception>
    ValueTask<BindingWritten> AddBindingAsync(RoleBinding binding, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken);

    /// <summary>Removes a binding: the one of the same subject, role and scope, uid included, whenever it ends.</summary>
    ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what goes with a tenant or a namespace, of that uid and no other: every binding whose scope lies in <paramref name="scope"/>,
    /// and with a whole tenant its roles and groups. The change that causes it is an event already. One that shares the tenants' store keeps
    /// what its writes would accept now: then the namespace has been added again, or the tenant does not go.
    /// </summary>
    /// <exception cref="ArgumentException">The scope is Global, or names a tenant without its uid.</exception>
    ValueTask RemoveWithinAsync(PermissionScope scope, CancellationToken cancellationToken);

    /// <summary>Bindings, in ordinal order of the text of scope, role and subject; those of former tenants too, unless the query names a uid.</summary>
    ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a user to a group, which exists as long as it has members.</summary>
    /// <exception cref="ArgumentException">The group names a tenant without its uid.</exception>
    /// <exception cref="TenantNotFoundException">The group's tenant does not exist, or is of another uid.</exception>
    /// <exception cref="TenantNotActiveException">The group's tenant is Terminating.</exception>
    ValueTask<TenancyEvent?> AddGroupMemberAsync(GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Removes a user from a group.</summary>
    ValueTask<TenancyEvent?> RemoveGroupMemberAsync(GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>All groups a user is in, the platform's and tenants' own, in ordinal order of their text.</summary>
    ValueTask<IReadOnlyList<GroupReference>> ListGroupsAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The users in a group, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(GroupReference group, CancellationToken cancellationToken);
}
