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

    public async ValueTask<bool> BindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default) =>
        (await BindAsync(binding, key: null, cancellationToken).ConfigureAwait(false)).Value;

    public ValueTask<KeyedResult<bool>> BindRoleAsync(RoleBinding binding, IdempotencyKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return BindAsync(binding, key, cancellationToken);
    }

    private async ValueTask<KeyedResult<bool>> BindAsync(RoleBinding binding, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binding);
        binding = await OfLivingTenantAsync(binding, nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false)
            ?? throw new TenantNotFoundException(binding.Scope.TenantId!.Value);
        await guard.DemandAsync(TenancyPermissions.UpdateBindings, binding.Scope, nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false);
        Role role = await Administrator.FindRoleAsync(binding.RoleId, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
        await DemandHeldAsync(role, binding.Scope, nameof(BindRoleAsync), cancellationToken).ConfigureAwait(false);
        await EnsureBindableAsync(binding, cancellationToken).ConfigureAwait(false);
        RoleBound change = new() { OccurredAt = clock.Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding };
        BindingWritten written = await Administrator.AddBindingAsync(binding, change.By(TenantContext.Current), key, cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(written.Event, cancellationToken).ConfigureAwait(false);
        return new KeyedResult<bool>(written.Event is not null, written.IsReplayed);
    }

    public async ValueTask<bool> UnbindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        RoleBinding? named = await OfLivingTenantAsync(binding, nameof(UnbindRoleAsync), cancellationToken).ConfigureAwait(false);
        await guard.DemandAsync(TenancyPermissions.UpdateBindings, (named ?? binding).Scope, nameof(UnbindRoleAsync), cancellationToken).ConfigureAwait(false);
        return named is not null && await UnbindAsync(named, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new RoleBindingQuery();
        await guard.EnsureContextAsync(nameof(ListBindingsAsync), cancellationToken).ConfigureAwait(false);
        if ((query.Tenant ?? TenantContext.Current?.BoundTo) is { } asked)
        {
            TenantReference tenant = await guard.EnsureSeesAsync(asked, nameof(ListBindingsAsync), cancellationToken).ConfigureAwait(false);
            if (TenantContext.Current is { IsSystem: false })
            {
                // The permission is held in a tenant that lives.
                tenant = await store.GetLatestAsync(tenant, cancellationToken).ConfigureAwait(false);
                await guard.DemandAsync(TenancyPermissions.ReadBindings, PermissionScope.Tenant(tenant), nameof(ListBindingsAsync), cancellationToken).ConfigureAwait(false);
            }
            else if (tenant.Uid is null)
            {
                if (await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false) is not { } found)
                {
                    return [];
                }

                tenant = found;
            }

            query = query with { Tenant = tenant };
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
        return await LeaveGroupAsync(group.Id, userId, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ForgottenUser> ForgetUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await guard.DemandAsync(TenancyPermissions.UpdateBindings, PermissionScope.Global, nameof(ForgetUserAsync), cancellationToken).ConfigureAwait(false);
        await guard.DemandAsync(TenancyPermissions.UpdateGroups, PermissionScope.Global, nameof(ForgetUserAsync), cancellationToken).ConfigureAwait(false);

        // Groups first: they may grant more than is bound to the user alone, and what is cut short goes on with the next call.
        List<string> groups = [];
        foreach (string groupId in await Administrator.ListGroupsAsync(userId, cancellationToken).ConfigureAwait(false))
        {
            if (await LeaveGroupAsync(groupId, userId, cancellationToken).ConfigureAwait(false))
            {
                groups.Add(groupId);
            }
        }

        List<RoleBinding> bindings = [];
        RoleBindingQuery own = new() { Subject = RoleSubject.User(userId) };
        foreach (RoleBinding binding in await Administrator.ListBindingsAsync(own, cancellationToken).ConfigureAwait(false))
        {
            if (await UnbindAsync(binding, cancellationToken).ConfigureAwait(false))
            {
                bindings.Add(binding);
            }
        }

        TenantQuery owned = new() { OwnerId = userId, Limit = TenancyLimits.PageSize };
        IReadOnlyList<Tenant> tenants = await store.ListAsync(owned, cancellationToken).ConfigureAwait(false);
        return new ForgottenUser(userId, bindings, groups, [.. tenants.Select(tenant => tenant.Id)]);
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

    /// <summary>
    /// The binding for the tenant that lives, before the caller's rights are looked up: they are judged in that one, and the step acts
    /// on that one. As given where it says which; null where nobody has the id.
    /// </summary>
    private async ValueTask<RoleBinding?> OfLivingTenantAsync(RoleBinding binding, string operation, CancellationToken cancellationToken)
    {
        if (binding.Scope.Reference is not { } named)
        {
            await guard.EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
            return binding;
        }

        TenantReference target = await guard.EnsureSeesAsync(named, operation, cancellationToken).ConfigureAwait(false);
        if (target.Uid is null)
        {
            if (await store.FindLatestAsync(target.Id, cancellationToken).ConfigureAwait(false) is not { } tenant)
            {
                return null;
            }

            target = tenant;
        }

        return new RoleBinding(binding.Subject, binding.RoleId, binding.Scope.Within(target)) { EndsAt = binding.EndsAt };
    }

    /// <summary>The provider decides this again when it shares the tenants' store; for one that does not, this is all there is.</summary>
    private async ValueTask EnsureBindableAsync(RoleBinding binding, CancellationToken cancellationToken)
    {
        if (binding.Scope.Reference is { } tenant)
        {
            AccessRules.EnsureBindable(binding, await store.GetLatestAsync(tenant, cancellationToken).ConfigureAwait(false));
        }
    }

    private ValueTask<bool> UnbindAsync(RoleBinding binding, CancellationToken cancellationToken)
    {
        RoleUnbound change = new() { OccurredAt = clock.Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding };
        return RecordedAsync(Administrator.RemoveBindingAsync(binding, change.By(TenantContext.Current), cancellationToken), cancellationToken);
    }

    private ValueTask<bool> LeaveGroupAsync(string groupId, string userId, CancellationToken cancellationToken)
    {
        GroupMemberRemoved change = new() { OccurredAt = clock.Now, GroupId = groupId, UserId = userId };
        return RecordedAsync(
            Administrator.RemoveGroupMemberAsync(groupId, userId, change.By(TenantContext.Current), cancellationToken), cancellationToken);
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
            scope.Reference is not { } tenant || TenantContext.Current!.TryReach(tenant, out _) ? scope : PermissionScope.Global;
    }

    private async ValueTask<bool> RecordedAsync(ValueTask<TenancyEvent?> writing, CancellationToken cancellationToken)
    {
        TenancyEvent? recorded = await writing.ConfigureAwait(false);
        await events.DispatchAsync(recorded, cancellationToken).ConfigureAwait(false);
        return recorded is not null;
    }
}
