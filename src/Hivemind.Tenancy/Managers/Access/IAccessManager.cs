namespace Hivemind.Tenancy;

/// <summary>
/// Who may do what, and giving and taking it. A user has access to a tenant as its owner (with the rights of
/// <see cref="BuiltInRoles.TenantAdmin"/>) or through any grant that reaches it. It authorizes by the ambient
/// <see cref="TenantContext"/>: in a tenant's context only that tenant exists; in a user's context everything may be asked about oneself,
/// and <see cref="TenancyPermissions.ReadBindings"/> is needed to ask about others; nobody grants more than they hold, judged past every
/// cache. A tenant, in a scope
/// too, that is named with a uid is that one and none made under its id later; without one, whoever holds the id when it is looked at. Safe
/// for concurrent use. Every method throws <see cref="TenancyStoreException"/> when a store fails and
/// <see cref="TenantContextMissingException"/> without a context or in a visitor's. Writing, and reading roles,
/// bindings and groups, throws <see cref="NotSupportedException"/> when the provider is no <see cref="Storage.IRbacAdministrator"/>.
/// </summary>
public interface IAccessManager
{
    /// <summary>Whether the user has access to the tenant; false for a tenant that does not exist. Its status does not matter.</summary>
    ValueTask<bool> CheckTenantAccessAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>Whether the user has a permission in a scope; false when its tenant does not exist or has no such namespace.</summary>
    ValueTask<bool> CheckPermissionAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="CheckPermissionAsync"/>, for code that turns the user away: a refusal is an event (<see cref="AccessRefused"/>) and throws.
    /// </summary>
    /// <exception cref="TenantAccessDeniedException">The user has not the permission there, or the tenant or its namespace does not exist.</exception>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    ValueTask DemandPermissionAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default);

    /// <summary>
    /// Why the user has access to the tenant, or has not. In a tenant's context another user needs
    /// <see cref="TenancyPermissions.ReadBindings"/>, and the group of a grant is named only to a caller with
    /// <see cref="TenancyPermissions.ReadGroups"/> at Global scope. That there is such a grant is shown all the same, because a caller who
    /// may bind a group in the tenant can find out that a user is in it, here as by
    /// <see cref="CheckTenantAccessAsync(string, TenantReference, CancellationToken)"/>.
    /// </summary>
    ValueTask<AccessExplanation> ExplainAccessAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>
    /// Why the user has a permission in a scope, or has not; as
    /// <see cref="ExplainAccessAsync(string, TenantReference, CancellationToken)"/>.
    /// </summary>
    ValueTask<AccessExplanation> ExplainAccessAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default);

    /// <summary>The tenants the user has access to, in ordinal order of their ids. Costs what it returns, not what exists.</summary>
    ValueTask<IReadOnlyList<Tenant>> GetAccessibleTenantsAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>All roles of the platform, built-in ones included.</summary>
    ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken = default);

    /// <summary>Defines a role or replaces its permissions. Needs <see cref="TenancyPermissions.UpdateRoles"/> and what the role grants, at Global scope.</summary>
    /// <exception cref="ArgumentException">It is a built-in role, or a tenant's own.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask SetRoleAsync(Role role, CancellationToken cancellationToken = default);

    /// <summary>Removes a role and every binding of it. Needs <see cref="TenancyPermissions.UpdateRoles"/> at Global scope.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<bool> RemoveRoleAsync(string roleId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Binds a role. Needs <see cref="TenancyPermissions.UpdateBindings"/> and what the role grants, at the binding's scope. It is kept for
    /// the tenant that was looked at, by its uid, and counts for none that is made under its id later.
    /// </summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="ArgumentException">There is no such role, the tenant has no such namespace, or the role or group is a tenant's own.</exception>
    /// <exception cref="TenantNotFoundException">The tenant does not exist, or is another than the caller's.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<bool> BindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="BindRoleAsync(RoleBinding, CancellationToken)"/>, once for the key, also when it was bound already: called again with
    /// it, nothing is bound, and what was bound then is not new.
    /// </summary>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the binding was taken away or has ended.</exception>
    /// <inheritdoc cref="BindRoleAsync(RoleBinding, CancellationToken)" path="/exception"/>
    ValueTask<KeyedResult<bool>> BindRoleAsync(RoleBinding binding, IdempotencyKey key, CancellationToken cancellationToken = default);

    /// <summary>Takes a binding away. Needs <see cref="TenancyPermissions.UpdateBindings"/> at the binding's scope.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">The role or group is a tenant's own.</exception>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<bool> UnbindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default);

    /// <summary>
    /// Bindings. In a tenant's context only that tenant's, with <see cref="TenancyPermissions.ReadBindings"/>. Of a tenant that is named by
    /// id, those of the one that holds it; what is left of former ones is seen where no tenant is named, or with its uid.
    /// </summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a user to a group. Needs <see cref="TenancyPermissions.UpdateGroups"/> at Global scope, and all that the group is granted.</summary>
    /// <returns>Whether the user is new in it.</returns>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<bool> AddGroupMemberAsync(string groupId, string userId, CancellationToken cancellationToken = default);

    /// <summary>Removes a user from a group. Needs <see cref="TenancyPermissions.UpdateGroups"/> at Global scope.</summary>
    /// <returns>Whether the user was in it.</returns>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<bool> RemoveGroupMemberAsync(string groupId, string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes every binding of a user away and the user out of every group, tenants' own included, each with its event, and says which tenants the user still
    /// owns. Needs <see cref="TenancyPermissions.UpdateBindings"/> and <see cref="TenancyPermissions.UpdateGroups"/> at Global scope. What is
    /// granted while it runs may stay; the same call again takes it away, as it does after a failure.
    /// </summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<ForgottenUser> ForgetUserAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The platform's groups that a user is in. Needs <see cref="TenancyPermissions.ReadGroups"/> at Global scope.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The users in a group. Needs <see cref="TenancyPermissions.ReadGroups"/> at Global scope.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken = default);
}
