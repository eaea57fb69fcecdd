namespace Hivemind.Tenancy.Storage;

/// <content>Writing, and reading what was written. Everything here happens under the provider's lock.</content>
internal sealed partial class InMemoryRbacProvider
{
    public ValueTask<Role?> FindRoleAsync(string roleId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Role?>(_roles.GetValueOrDefault(roleId));
        }
    }

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<Role>>(_roles.Values.OrderBy(r => r.Id, StringComparer.Ordinal).ToList());
        }
    }

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        lock (_gate)
        {
            if (_roles.TryGetValue(role.Id, out Role? existing) && existing.Equals(role))
            {
                return default;
            }

            _roles[role.Id] = role;
            _compiled.Clear();
            return Recorded(change);
        }
    }

    public ValueTask<TenancyEvent?> RemoveRoleAsync(string roleId, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureNotBuiltIn(roleId, nameof(roleId));
        lock (_gate)
        {
            if (!_roles.ContainsKey(roleId))
            {
                return default;
            }

            foreach (RoleBinding binding in AllBindings().Where(b => b.RoleId == roleId).ToList())
            {
                Remove(binding);
            }

            _roles.Remove(roleId);
            return Recorded(change);
        }
    }

    public ValueTask<BindingWritten> AddBindingAsync(RoleBinding binding, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureHasUid(binding.Scope, nameof(binding));
        lock (_gate)
        {
            RemoveEnded();
            return new ValueTask<BindingWritten>(store is null || binding.Scope.Reference is not { } reference
                ? Bind(binding, null, change, key)
                : store.WithTenant(reference, tenant => Bind(binding, tenant, change, key)));
        }
    }

    public ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            RemoveEnded();
            return Remove(binding) ? Recorded(change) : default;
        }
    }

    public ValueTask RemoveBindingsAsync(PermissionScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccessRules.EnsureHasUid(scope, nameof(scope));
        lock (_gate)
        {
            RemoveEnded();
            IEnumerable<RoleBinding> candidates = scope.TenantId is { } id ? _inTenant.GetValueOrDefault(id) ?? [] : AllBindings();
            foreach (RoleBinding binding in candidates.Where(b => scope.Includes(b.Scope) && !IsCurrent(b)).ToList())
            {
                Remove(binding);
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            IEnumerable<RoleBinding> candidates = query switch
            {
                { Subject: { } subject } => Of(subject) ?? [],
                { Tenant: { } tenant } => _inTenant.GetValueOrDefault(tenant.Id) ?? [],
                _ => AllBindings(),
            };
            DateTimeOffset now = Now;
            return new ValueTask<IReadOnlyList<RoleBinding>>(candidates
                .Where(b => !AccessRules.HasEnded(b, now))
                .Where(b => query.Tenant is not { } tenant || PermissionScope.Tenant(tenant).Includes(b.Scope))
                .OrderBy(b => b.Scope.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.RoleId, StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal)
                .ToList());
        }
    }

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            SortedSet<string> groups = _groups.GetOrAdd(userId, _ => new SortedSet<string>(StringComparer.Ordinal));
            if (!groups.Add(groupId))
            {
                return default;
            }

            if (!_members.TryGetValue(groupId, out SortedSet<string>? members))
            {
                _members.Add(groupId, members = new SortedSet<string>(StringComparer.Ordinal));
            }

            members.Add(userId);
            Forget(RoleSubject.User(userId));
            return Recorded(change);
        }
    }

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_groups.TryGetValue(userId, out SortedSet<string>? groups) || !groups.Remove(groupId))
            {
                return default;
            }

            if (groups.Count == 0)
            {
                _groups.TryRemove(userId, out _);
            }

            SortedSet<string> members = _members[groupId];
            members.Remove(userId);
            if (members.Count == 0)
            {
                _members.Remove(groupId);
            }

            Forget(RoleSubject.User(userId));
            return Recorded(change);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<string>>([.. _groups.GetValueOrDefault(userId) ?? []]);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<string>>([.. _members.GetValueOrDefault(groupId) ?? []]);
        }
    }

    private bool IsCurrent(RoleBinding binding) =>
        binding.Scope.Reference is { } reference && store?.Find(reference) is { } tenant && AccessRules.IsBindable(binding, tenant);

    private HashSet<RoleBinding>? Of(RoleSubject subject) =>
        subject.IsGroup ? _ofGroup.GetValueOrDefault(subject.Id) : _ofUser.GetValueOrDefault(subject.Id);

    private IEnumerable<RoleBinding> AllBindings() => _ofUser.Values.Concat(_ofGroup.Values).SelectMany(b => b);

    private void RemoveEnded()
    {
        DateTimeOffset now = Now;
        while (_ending.Min is { } first && AccessRules.HasEnded(first, now))
        {
            Remove(first);
        }
    }

    /// <summary>Under the lock of the binding's tenant, where it has one in this store.</summary>
    private BindingWritten Bind(RoleBinding binding, Tenant? tenant, TenancyEvent change, IdempotencyKey? key)
    {
        if (key is null)
        {
            return new BindingWritten(Add(binding, tenant, change));
        }

        lock (Keys)
        {
            DateTimeOffset now = Now;
            if (IdempotencyRules.IsRepeated(key, Keys.Find(key), IdempotencyRules.MadeBinding(binding), now))
            {
                bool isThere = Of(binding.Subject)?.TryGetValue(binding, out RoleBinding? bound) == true && !AccessRules.HasEnded(bound, now);
                return IdempotencyRules.Replay(key, isThere);
            }

            BindingWritten added = new(Add(binding, tenant, change));
            Keys.Write(key, IdempotencyRules.Record(key, binding, now));
            return added;
        }
    }

    private TenancyEvent? Add(RoleBinding binding, Tenant? tenant, TenancyEvent change)
    {
        if (!_roles.ContainsKey(binding.RoleId))
        {
            throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
        }

        if (tenant is not null)
        {
            AccessRules.EnsureBindable(binding, tenant);
        }

        AccessRules.EnsureNotEnded(binding, Now);
        if (Of(binding.Subject)?.TryGetValue(binding, out RoleBinding? existing) == true)
        {
            if (existing.EndsAt == binding.EndsAt)
            {
                return null;
            }

            Remove(existing);
        }

        HashSet<RoleBinding>? bindings = Of(binding.Subject);
        if (bindings is null)
        {
            bindings = new HashSet<RoleBinding>(RoleBindingOrder.Same);
            if (binding.Subject.IsGroup)
            {
                _ofGroup[binding.Subject.Id] = bindings;
            }
            else
            {
                _ofUser[binding.Subject.Id] = bindings;
            }
        }

        bindings.Add(binding);
        if (binding.EndsAt is not null)
        {
            _ending.Add(binding);
        }

        if (binding.Scope.TenantId is { } tenantId)
        {
            if (!_inTenant.TryGetValue(tenantId, out HashSet<RoleBinding>? inTenant))
            {
                _inTenant.Add(tenantId, inTenant = new HashSet<RoleBinding>(RoleBindingOrder.Same));
            }

            inTenant.Add(binding);
        }

        Forget(binding.Subject);
        return Append(change);
    }

    private bool Remove(RoleBinding binding)
    {
        HashSet<RoleBinding>? bindings = Of(binding.Subject);
        if (bindings is null || !bindings.TryGetValue(binding, out RoleBinding? existing))
        {
            return false;
        }

        bindings.Remove(existing);
        _ending.Remove(existing);

        if (bindings.Count == 0)
        {
            if (binding.Subject.IsGroup)
            {
                _ofGroup.Remove(binding.Subject.Id);
            }
            else
            {
                _ofUser.TryRemove(binding.Subject.Id, out _);
            }
        }

        if (binding.Scope.TenantId is { } tenantId && _inTenant.TryGetValue(tenantId, out HashSet<RoleBinding>? inTenant))
        {
            inTenant.Remove(binding);
            if (inTenant.Count == 0)
            {
                _inTenant.Remove(tenantId);
            }
        }

        Forget(binding.Subject);
        return true;
    }

    private ValueTask<TenancyEvent?> Recorded(TenancyEvent change) => new(Append(change));

    private TenancyEvent Append(TenancyEvent change) => store is null ? change : store.Append(change);
}
