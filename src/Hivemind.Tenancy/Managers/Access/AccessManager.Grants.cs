using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Giving and taking rights. Nobody grants more than they hold.</content>
internal sealed partial class AccessManager
{
    private IRbacAdministrator Administrator => rbac as IRbacAdministrator ?? throw new NotSupportedException(
        $"The RBAC provider {rbac.GetType().Name} is read-only: it does not implement {nameof(IRbacAdministrator)}.");

    public async ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken = default)
    {
        await guard.EnsureContextAsync(nameof(ListRolesAsync), cancellationToken).ConfigureAwait(false);
        return await Administrator.ListRolesAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetRoleAsync(Role role, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(role);
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        await guard.DemandAsync(TenancyPermissions.UpdateRoles, PermissionScope.Global, nameof(SetRoleAsync), cancellationToken).ConfigureAwait(false);
        await DemandHeldAsync(role, PermissionScope.Global, nameof(SetRoleAsync), cancellationToken).ConfigureAwait(false);
        RoleChanged change = new() { OccurredAt = clock.Now, Role = role };
        await RecordedAsync(Administrator.SetRoleAsync(role, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveRoleAsync(string roleId, CancellationToken cancellationToken = default)
    {
        Requires.Line(roleId, "Role id", TenancyLimits.UserIdLength);
        AccessRules.EnsureNotBuiltIn(roleId, nameof(roleId));
        await guard.DemandAsync(TenancyPermissions.UpdateRoles, PermissionScope.Global, nameof(RemoveRoleAsync), cancellationToken).ConfigureAwait(false);
        RoleRemoved change = new() { OccurredAt = clock.Now, RoleId = roleId };
        return await RecordedAsync(Administrator.RemoveRoleAsync(roleId, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> BindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        await guard.EnsureContextAsync(nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false);
        RoleBound change = new()
        {
            // Before the caller's rights are looked up: a tenant made since is not the one that they are held in.
            OccurredAt = await NowForAsync(binding.Scope, cancellationToken).ConfigureAwait(false),
            TenantId = binding.Scope.TenantId,
            Binding = binding,
        };
        await guard.DemandAsync(TenancyPermissions.UpdateBindings, binding.Scope, nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false);
        Role role = await Administrator.FindRoleAsync(binding.RoleId, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
        await DemandHeldAsync(role, binding.Scope, nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false);
        await EnsureBindableAsync(change, cancellationToken).ConfigureAwait(false);
        return await RecordedAsync(Administrator.AddBindingAsync(binding, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> UnbindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        await guard.DemandAsync(TenancyPermissions.UpdateBindings, binding.Scope, nameof(UnbindRoleAsync), cancellationToken).ConfigureAwait(false);
        RoleUnbound change = new()
        {
            OccurredAt = await NowForAsync(binding.Scope, cancellationToken).ConfigureAwait(false),
            TenantId = binding.Scope.TenantId,
            Binding = binding,
        };
        return await RecordedAsync(Administrator.RemoveBindingAsync(binding, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new RoleBindingQuery();
        await guard.EnsureContextAsync(nameof(ListBindingsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.TenantId is { } own)
        {
            query = query with { TenantId = query.TenantId ?? own };
            await guard.DemandAsync(
                TenancyPermissions.ReadBindings, PermissionScope.Tenant(query.TenantId.Value), nameof(ListBindingsAsync), cancellationToken).ConfigureAwait(false);
        }

        return await Administrator.ListBindingsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> AddGroupMemberAsync(string groupId, string userId, CancellationToken cancellationToken = default)
    {
        RoleSubject group = RoleSubject.Group(groupId);
        Requires.UserId(userId);
        await guard.DemandAsync(TenancyPermissions.UpdateGroups, PermissionScope.Global, nameof(AddGroupMemberAsync), cancellationToken).ConfigureAwait(false);
        await DemandHeldAsync(group, cancellationToken).ConfigureAwait(false);
        GroupMemberAdded change = new() { OccurredAt = clock.Now, GroupId = groupId, UserId = userId };
        return await RecordedAsync(
            Administrator.AddGroupMemberAsync(groupId, userId, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveGroupMemberAsync(string groupId, string userId, CancellationToken cancellationToken = default)
    {
        RoleSubject group = RoleSubject.Group(groupId);
        Requires.UserId(userId);
        await guard.DemandAsync(TenancyPermissions.UpdateGroups, PermissionScope.Global, nameof(RemoveGroupMemberAsync), cancellationToken).ConfigureAwait(false);
        GroupMemberRemoved change = new() { OccurredAt = clock.Now, GroupId = group.Id, UserId = userId };
        return await RecordedAsync(
            Administrator.RemoveGroupMemberAsync(groupId, userId, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await guard.DemandAsync(TenancyPermissions.ReadGroups, PermissionScope.Global, nameof(ListGroupsAsync), cancellationToken).ConfigureAwait(false);
        return await Administrator.ListGroupsAsync(userId, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RoleSubject group = RoleSubject.Group(groupId);
        await guard.DemandAsync(TenancyPermissions.ReadGroups, PermissionScope.Global, nameof(ListGroupMembersAsync), cancellationToken).ConfigureAwait(false);
        return await Administrator.ListGroupMembersAsync(group.Id, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DateTimeOffset> NowForAsync(PermissionScope scope, CancellationToken cancellationToken) =>
        scope.TenantId is { } id && await store.FindLatestAsync(id, cancellationToken).ConfigureAwait(false) is { } tenant ? clock.NowOrLater(tenant.CreatedAt) : clock.Now;

    /// <summary>The provider decides this again when it shares the tenants' store; for one that does not, this is all there is.</summary>
    private async ValueTask EnsureBindableAsync(RoleBound change, CancellationToken cancellationToken)
    {
        if (change.TenantId is { } tenantId)
        {
            Tenant tenant = await store.FindLatestAsync(tenantId, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenantId);
            AccessRules.EnsureBindable(change.Binding, tenant, change.OccurredAt);
        }
    }

    private async ValueTask DemandHeldAsync(Role role, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        foreach (Permission permission in role.Permissions)
        {
            await guard.DemandAsync(permission, scope, operation, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask DemandHeldAsync(RoleSubject group, CancellationToken cancellationToken)
    {
        if (TenantContext.Current is not { IsSystem: false })
        {
            return;
        }

        // The caller holds groups:update at Global scope, but works in one tenant; what the group is granted elsewhere counts too.
        foreach (RoleBinding binding in await Administrator.ListBindingsAsync(new RoleBindingQuery { Subject = group }, cancellationToken).ConfigureAwait(false))
        {
            if (await Administrator.FindRoleAsync(binding.RoleId, cancellationToken).ConfigureAwait(false) is { } role)
            {
                await DemandHeldAsync(role, HeldScope(binding.Scope), nameof(AddGroupMemberAsync), cancellationToken).ConfigureAwait(false);
            }
        }

        // From inside one tenant another cannot be looked into, so grants there ask for the same right everywhere.
        static PermissionScope HeldScope(PermissionScope scope) =>
            scope.TenantId is null || scope.TenantId == TenantContext.Current?.TenantId ? scope : PermissionScope.Global;
    }

    private async ValueTask<bool> RecordedAsync(ValueTask<TenancyEvent?> writing, CancellationToken cancellationToken)
    {
        TenancyEvent? recorded = await writing.ConfigureAwait(false);
        await events.DispatchAsync(recorded, cancellationToken).ConfigureAwait(false);
        return recorded is not null;
    }
}
