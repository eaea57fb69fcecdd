namespace Hivemind.Tenancy.Storage;

/// <content>Bindings. Everything here happens under the provider's lock.</content>
internal sealed partial class InMemoryRbacProvider
{
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

    public ValueTask RemoveWithinAsync(PermissionScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantReference owner = AccessRules.EnsureOfOneTenant(scope, nameof(scope));
        lock (_gate)
        {
            RemoveEnded();
            Tenant? tenant = store?.Find(owner);
            bool stays = AccessRules.MayOwn(owner, tenant);
            IEnumerable<RoleBinding> candidates = _inTenant.GetValueOrDefault(owner.Id) ?? [];
            foreach (RoleBinding binding in candidates.Where(b => scope.Includes(b.Scope) && !(stays && AccessRules.IsBindable(b, tenant!))).ToList())
            {
                Remove(binding);
            }

            if (scope.Kind == PermissionScopeKind.Tenant && !stays)
            {
                RemoveOwned(owner);
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
                .ThenBy(b => b.Role.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal)
                .ToList());
        }
    }

    private HashSet<RoleBinding>? Of(RoleSubject subject) =>
        subject.IsGroup ? _ofGroup.GetValueOrDefault(subject.AsGroup()) : _ofUser.GetValueOrDefault(subject.Id);

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
        if (Find(binding.Role) is null)
        {
            throw AccessRules.NoSuchRole(binding.Role, nameof(binding));
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
                _ofGroup[binding.Subject.AsGroup()] = bindings;
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
                _ofGroup.Remove(binding.Subject.AsGroup());
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
