namespace Hivemind.Tenancy.Storage;

/// <summary>
/// An <see cref="IRbacProvider"/> that can be written to. For adapter authors; hosts use <see cref="IAccessManager"/>, which
/// authorizes. Each write is one atomic step that appends the event given to it to the log of the store it shares, and
/// returns it as recorded (as given, when it shares none); it returns null and records nothing when nothing changed.
/// Built-in roles exist always.
/// </summary>
public interface IRbacAdministrator : IRbacProvider
{
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
    /// Adds a binding. One that shares the tenants' store decides in the same step whether its tenant exists, is not
    /// Terminating, and has its namespace, so that no binding outlives a deletion; and whether it existed when the change
    /// occurred, so that what was asked for in a former tenant of that id is not done in this one.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such role, or the tenant has no such namespace.</exception>
    /// <exception cref="TenantNotFoundException">The scope's tenant does not exist.</exception>
    /// <exception cref="TenantNotActiveException">The scope's tenant is Terminating.</exception>
    ValueTask<TenancyEvent?> AddBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Removes a binding.</summary>
    ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Removes every binding whose scope lies in <paramref name="scope"/>: all of a tenant's or namespace's that goes. The
    /// change that causes it is an event already. One that shares the tenants' store keeps what <see cref="AddBindingAsync"/>
    /// would accept: then the tenant or namespace has been made again, and the bindings are the new one's.
    /// </summary>
    ValueTask RemoveBindingsAsync(PermissionScope scope, CancellationToken cancellationToken);

    /// <summary>Bindings, ordered by scope, role and subject.</summary>
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
