namespace Hivemind.Tenancy.Storage;

/// <summary>
/// An <see cref="IRbacProvider"/> that can be written to. For adapter authors; hosts use <see cref="IAccessManager"/>, which
/// authorizes. Each write is one atomic step that appends the event given to it to the log of the store it shares, and
/// returns it as recorded (as given, when it shares none); it returns null and records nothing when nothing changed.
/// Built-in roles exist always. A binding to a tenant is kept for one uid, which is part of what makes two bindings the same, so what
/// is left of a former tenant of that id means nothing to the one made again.
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
    ValueTask<Role?> FindRoleAsync(string roleId, CancellationToken cancellationToken);

    /// <summary>All roles in ordinal order of their ids, built-in ones included.</summary>
    ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken);

    /// <summary>Defines a role or replaces its permissions.</summary>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Removes a role and every binding of it.</summary>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    ValueTask<TenancyEvent?> RemoveRoleAsync(string roleId, TenancyEvent change, CancellationToken cancellationToken);

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
    /// Removes every binding whose scope lies in <paramref name="scope"/>: all of a tenant's or namespace's that goes, of that uid and no
    /// other. The change that causes it is an event already. One that shares the tenants' store keeps what <see cref="AddBindingAsync"/>
    /// would accept: then the namespace has been added again, and the bindings are new.
    /// </summary>
    /// <exception cref="ArgumentException">The scope names a tenant without its uid.</exception>
    ValueTask RemoveBindingsAsync(PermissionScope scope, CancellationToken cancellationToken);

    /// <summary>Bindings, ordered by scope, role and subject; those of former tenants too, unless the query names a uid.</summary>
    ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a user to a group, which exists as long as it has members.</summary>
    ValueTask<TenancyEvent?> AddGroupMemberAsync(string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Removes a user from a group.</summary>
    ValueTask<TenancyEvent?> RemoveGroupMemberAsync(string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>The groups a user is in, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The users in a group, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken);
}
