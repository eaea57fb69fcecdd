namespace Hivemind.Tenancy.Storage;

/// <content>Roles and groups, each with its owner. Everything here happens under the provider's lock.</content>
internal sealed partial class InMemoryRbacProvider
{
    public ValueTask<Role?> FindRoleAsync(RoleReference role, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Role?>(Find(role));
        }
    }

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(TenantReference? owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<Role>>([.. Owned(owner)?.Roles.Values ?? Enumerable.Empty<Role>()]);
        }
    }

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        AccessRules.EnsureHasUid(role.Tenant, nameof(role));
        lock (_gate)
        {
            return Owning(role.Tenant, () =>
            {
                if (role.Equals(Find(role)))
                {
                    return default;
                }

                OwnedOrNew(role.Tenant).Roles[role.Id] = role;
                _compiled.Clear();
                return Recorded(change);
            });
        }
    }

    public ValueTask<TenancyEvent?> RemoveRoleAsync(RoleReference role, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureMayRemove(role, nameof(role));
        lock (_gate)
        {
            if (Find(role) is null)
            {
                return default;
            }

            IEnumerable<RoleBinding> candidates = role.Tenant is { } tenant ? _inTenant.GetValueOrDefault(tenant.Id) ?? [] : AllBindings();
            foreach (RoleBinding binding in candidates.Where(b => b.Role == role).ToList())
            {
                Remove(binding);
            }

            Owned(role.Tenant)!.Roles.Remove(role.Id);
            DropIfEmpty(role.Tenant);
            return Recorded(change);
        }
    }

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureHasUid(group.Tenant, nameof(group));
        lock (_gate)
        {
            return Owning(group.Tenant, () =>
            {
                if (!_groups.GetOrAdd(userId, _ => new SortedSet<GroupReference>(ByText)).Add(group))
                {
                    return default;
                }

                Dictionary<string, SortedSet<string>> groups = OwnedOrNew(group.Tenant).Groups;
                if (!groups.TryGetValue(group.Id, out SortedSet<string>? members))
                {
                    groups.Add(group.Id, members = new SortedSet<string>(StringComparer.Ordinal));
                }

                members.Add(userId);
                Forget(RoleSubject.User(userId));
                return Recorded(change);
            });
        }
    }

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!Leave(group, userId))
            {
                return default;
            }

            SortedSet<string> members = Owned(group.Tenant)!.Groups[group.Id];
            members.Remove(userId);
            if (members.Count == 0)
            {
                Owned(group.Tenant)!.Groups.Remove(group.Id);
                DropIfEmpty(group.Tenant);
            }

            return Recorded(change);
        }
    }

    public ValueTask<IReadOnlyList<GroupReference>> ListGroupsAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<GroupReference>>([.. _groups.GetValueOrDefault(userId) ?? []]);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(GroupReference group, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<string>>([.. Members(group)]);
        }
    }

    private OwnedAccess? Owned(TenantReference? owner) => _owned.GetValueOrDefault(owner ?? default);

    private OwnedAccess OwnedOrNew(TenantReference? owner)
    {
        OwnedAccess? owned = Owned(owner);
        if (owned is null)
        {
            _owned.Add(owner ?? default, owned = new OwnedAccess());
        }

        return owned;
    }

    private Role? Find(RoleReference role) => Owned(role.Tenant)?.Roles.GetValueOrDefault(role.Id);

    private IEnumerable<string> Members(GroupReference group) => Owned(group.Tenant)?.Groups.GetValueOrDefault(group.Id) ?? Enumerable.Empty<string>();

    /// <summary>Writes something of an owner's while its tenant, if it is one, can neither change nor go.</summary>
    private T Owning<T>(TenantReference? owner, Func<T> write) => store is null || owner is not { } named ? write() : store.WithTenant(named, tenant =>
    {
        AccessRules.EnsureMayOwn(named, tenant);
        return write();
    });

    /// <summary>Takes the group from the user, not yet the user from the group.</summary>
    private bool Leave(GroupReference group, string userId)
    {
        if (!_groups.TryGetValue(userId, out SortedSet<GroupReference>? groups) || !groups.Remove(group))
        {
            return false;
        }

        if (groups.Count == 0)
        {
            _groups.TryRemove(userId, out _);
        }

        Forget(RoleSubject.User(userId));
        return true;
    }

    /// <summary>After the tenant's bindings, which name these roles and groups.</summary>
    private void RemoveOwned(TenantReference tenant)
    {
        if (!_owned.Remove(tenant, out OwnedAccess? owned))
        {
            return;
        }

        foreach ((string id, SortedSet<string> members) in owned.Groups)
        {
            foreach (string userId in members)
            {
                Leave(new GroupReference(id, tenant), userId);
            }
        }
    }

    private void DropIfEmpty(TenantReference? owner)
    {
        if (Owned(owner) is { IsEmpty: true })
        {
            _owned.Remove(owner ?? default);
        }
    }
}
