using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Giving and taking rights. Nobody grants more than they hold.</content>
internal sealed partial class AccessManager
{
    private IRbacAdministrator Administrator => rbac as IRbacAdministrator ?? throw new NotSupportedException(
        $"The RBAC provider {rbac.GetType().Name} is read-only: it does not implement {nameof(IRbacAdministrator)}.");

    public async ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken = default)
    {
        await guard.AuthorizeAsync(AccessCallers.ListRoles, cancellationToken).ConfigureAwait(false);
        return await Administrator.ListRolesAsync(owner: null, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetRoleAsync(Role role, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(role);
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        EnsurePlatforms(role.Tenant, nameof(role));
        await DemandAsync(AccessCallers.SetRole, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
        await guard.DemandHeldAsync(role.Permissions, PermissionScope.Global, AccessCallers.SetRole.Verb, cancellationToken).ConfigureAwait(false);
        RoleChanged change = new() { OccurredAt = clock.Now, Role = role };
        await RecordedAsync(Administrator.SetRoleAsync(role, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveRoleAsync(string roleId, CancellationToken cancellationToken = default)
    {
        Requires.Line(roleId, "Role id", TenancyLimits.UserIdLength);
        AccessRules.EnsureNotBuiltIn(roleId, nameof(roleId));
        await DemandAsync(AccessCallers.RemoveRole, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
        RoleRemoved change = new() { OccurredAt = clock.Now, Role = roleId };
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
        EnsurePlatforms(binding);
        binding = await OfLivingTenantAsync(AccessCallers.BindRole, binding, cancellationToken).ConfigureAwait(false)
            ?? throw new TenantNotFoundException(binding.Scope.TenantId!.Value);
        await DemandAsync(AccessCallers.BindRole, binding.Scope, cancellationToken).ConfigureAwait(false);
        Role role = await Administrator.FindRoleAsync(binding.Role, cancellationToken).ConfigureAwait(false)
            ?? throw AccessRules.NoSuchRole(binding.Role, nameof(binding));
        await guard.DemandHeldAsync(role.Permissions, binding.Scope, AccessCallers.BindRole.Verb, cancellationToken).ConfigureAwait(false);
        await EnsureBindableAsync(binding, cancellationToken).ConfigureAwait(false);
        RoleBound change = new() { OccurredAt = clock.Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding };
        BindingWritten written = await Administrator.AddBindingAsync(binding, change.By(TenantContext.Current), key, cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(written.Event, cancellationToken).ConfigureAwait(false);
        return new KeyedResult<bool>(written.Event is not null, written.IsReplayed);
    }

    public async ValueTask<bool> UnbindRoleAsync(RoleBinding binding, CancellationToken cancellationToken = default)
    {
        EnsurePlatforms(binding);
        RoleBinding? named = await OfLivingTenantAsync(AccessCallers.UnbindRole, binding, cancellationToken).ConfigureAwait(false);
        await DemandAsync(AccessCallers.UnbindRole, (named ?? binding).Scope, cancellationToken).ConfigureAwait(false);
        return named is not null && await UnbindAsync(named, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new RoleBindingQuery();
        if ((query.Tenant ?? TenantContext.Current?.BoundTo) is not { } asked)
        {
            await guard.AuthorizeAsync(AccessCallers.ListBindings, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            TenantReference tenant = await guard.AuthorizeAsync(AccessCallers.ListBindings, asked, cancellationToken).ConfigureAwait(false);
            if (tenant.Uid is null)
            {
                // Those of former tenants of that id are nobody's.
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
        RoleSubject group = RoleSubject.Group(RequireGroup(groupId));
        Requires.UserId(userId);
        await DemandAsync(AccessCallers.AddGroupMember, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
        await DemandHeldAsync(group, cancellationToken).ConfigureAwait(false);
        GroupMemberAdded change = new() { OccurredAt = clock.Now, Group = groupId, UserId = userId };
        return await RecordedAsync(
            Administrator.AddGroupMemberAsync(groupId, userId, change.By(TenantContext.Current), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveGroupMemberAsync(string groupId, string userId, CancellationToken cancellationToken = default)
    {
        GroupReference group = RequireGroup(groupId);
        Requires.UserId(userId);
        await DemandAsync(AccessCallers.RemoveGroupMember, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
        return await LeaveGroupAsync(group, userId, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ForgottenUser> ForgetUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await DemandAsync(AccessCallers.ForgetUser, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
        await guard.DemandHeldAsync([TenancyPermissions.UpdateGroups], PermissionScope.Global, AccessCallers.ForgetUser.Verb, cancellationToken).ConfigureAwait(false);

        // Looked at again until a look finds nothing: somebody may give while this takes. Groups first: they may grant more than is bound
        // to the user alone, and what is cut short goes on with the next call.
        List<GroupReference> groups = [];
        List<RoleBinding> bindings = [];
        RoleBindingQuery own = new() { Subject = RoleSubject.User(userId) };
        int found;
        do
        {
            found = groups.Count + bindings.Count;
            foreach (GroupReference group in await Administrator.ListGroupsAsync(userId, cancellationToken).ConfigureAwait(false))
            {
                if (await LeaveGroupAsync(group, userId, cancellationToken).ConfigureAwait(false))
                {
                    groups.Add(group);
                }
            }

            foreach (RoleBinding binding in await Administrator.ListBindingsAsync(own, cancellationToken).ConfigureAwait(false))
            {
                if (await UnbindAsync(binding, cancellationToken).ConfigureAwait(false))
                {
                    bindings.Add(binding);
                }
            }
        }
        while (groups.Count + bindings.Count > found);

        TenantQuery owned = new() { OwnerId = userId, Limit = TenancyLimits.PageSize };
        IReadOnlyList<Tenant> tenants = await store.ListAsync(owned, cancellationToken).ConfigureAwait(false);
        return new ForgottenUser(userId, bindings, groups, [.. tenants.Select(tenant => tenant.Id)]);
    }

    public async ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await guard.AuthorizeAsync(AccessCallers.ListGroups, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<GroupReference> groups = await Administrator.ListGroupsAsync(userId, cancellationToken).ConfigureAwait(false);
        return [.. groups.Where(g => g.Tenant is null).Select(g => g.Id)];
    }

    public async ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken = default)
    {
        GroupReference group = RequireGroup(groupId);
        await guard.AuthorizeAsync(AccessCallers.ListGroupMembers, cancellationToken).ConfigureAwait(false);
        return await Administrator.ListGroupMembersAsync(group, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The binding for the tenant that lives, before the caller's rights are looked up: they are judged in that one, and the step acts
    /// on that one. As given where it says which; null where nobody has the id.
    /// </summary>
    private async ValueTask<RoleBinding?> OfLivingTenantAsync(CallerRule rule, RoleBinding binding, CancellationToken cancellationToken)
    {
        if (binding.Scope.Reference is not { } named)
        {
            return binding;
        }

        TenantReference target = await guard.ReachAsync(rule.Verb, named, cancellationToken).ConfigureAwait(false);
        if (target.Uid is null)
        {
            if (await store.FindLatestAsync(target.Id, cancellationToken).ConfigureAwait(false) is not { } tenant)
            {
                return null;
            }

            target = tenant;
        }

        return new RoleBinding(binding.Subject, binding.Role, binding.Scope.Within(target)) { EndsAt = binding.EndsAt };
    }

    /// <summary>A tenant's own roles and groups are kept by stores, and not given out by managers.</summary>
    private static void EnsurePlatforms(RoleBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        EnsurePlatforms(binding.Role.Tenant ?? binding.Subject.Tenant, nameof(binding));
    }

    private static void EnsurePlatforms(TenantReference? owner, string paramName)
    {
        if (owner is { } tenant)
        {
            throw new ArgumentException($"Roles and groups of tenant '{tenant}' are not managed here: only the platform's are.", paramName);
        }
    }

    /// <summary>Refused under the name that the caller knows it by.</summary>
    private static GroupReference RequireGroup(string groupId) => new(Requires.Line(groupId, "Group id", TenancyLimits.UserIdLength));

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

    private ValueTask<bool> LeaveGroupAsync(GroupReference group, string userId, CancellationToken cancellationToken)
    {
        GroupMemberRemoved change = new() { OccurredAt = clock.Now, TenantId = group.Tenant?.Id, TenantUid = group.Tenant?.Uid, Group = group, UserId = userId };
        return RecordedAsync(
            Administrator.RemoveGroupMemberAsync(group, userId, change.By(TenantContext.Current), cancellationToken), cancellationToken);
    }

    /// <summary>What the rule asks for, past every cache: rights are given and taken by it.</summary>
    private async ValueTask DemandAsync(CallerRule rule, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (await guard.RequireCallerAsync(rule.Verb, cancellationToken).ConfigureAwait(false) is { UserId: not null } caller)
        {
            await guard.DemandHeldAsync([rule.Of(caller).Permission!.Value], scope, rule.Verb, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask DemandHeldAsync(RoleSubject group, CancellationToken cancellationToken)
    {
        if (TenantContext.Current?.UserId is null)
        {
            return;
        }

        // The caller holds groups:update at Global scope, but may work in one tenant; what the group is granted elsewhere counts too. What is
        // left of tenants that are gone grants nothing.
        foreach (RoleBinding binding in await Administrator.ListBindingsAsync(new RoleBindingQuery { Subject = group }, cancellationToken).ConfigureAwait(false))
        {
            bool isInert = binding.Scope.Reference is { } tenant
                && await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false) is null;
            if (!isInert && await Administrator.FindRoleAsync(binding.Role, cancellationToken).ConfigureAwait(false) is { } role)
            {
                await guard.DemandHeldAsync(
                    role.Permissions, HeldScope(binding.Scope), AccessCallers.AddGroupMember.Verb, cancellationToken).ConfigureAwait(false);
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
