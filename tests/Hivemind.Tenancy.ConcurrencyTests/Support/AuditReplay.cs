namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Tenants and bindings as the log tells them. An event that does not fit what came before it throws.</summary>
internal sealed class AuditReplay
{
    private readonly Dictionary<TenantId, Tenant> _tenants = [];
    private readonly HashSet<RoleBinding> _bindings = [];

    public IEnumerable<Tenant> Tenants => _tenants.Values;

    public IEnumerable<RoleBinding> Bindings => _bindings;

    public void Apply(TenancyEvent recorded)
    {
        if (recorded.TenantId is { } id && recorded is not TenantCreated)
        {
            _tenants.Should().ContainKey(id, "{0} is an event of it", recorded);
        }

        switch (recorded)
        {
            case TenantCreated e:
                e.Tenant.Version.Should().Be(1);
                e.Tenant.Status.Should().Be(TenantStatus.Pending);
                _tenants.TryAdd(e.Tenant.Id, e.Tenant).Should().BeTrue("a tenant is created where there is none");
                break;
            case TenantUpdated e:
                e.Before.Should().Be(_tenants[e.Before.Id]);
                e.After.Should().Be(e.After with { Status = e.Before.Status, Uid = e.Before.Uid, CreatedAt = e.Before.CreatedAt, Version = e.Before.Version + 1 });
                _tenants[e.After.Id] = e.After;
                _bindings.RemoveWhere(b => b.Scope.TenantId == e.After.Id && b.Scope.NamespaceName is { } n && !e.After.Namespaces.Contains(n));
                break;
            case TenantStatusChanged e:
                ChangeStatus(e);
                break;
            case TenantDeleted e:
                e.Tenant.Should().Be(_tenants[e.Tenant.Id]);
                e.Tenant.Status.Should().Be(TenantStatus.Terminating);
                _tenants.Remove(e.Tenant.Id);
                _bindings.RemoveWhere(b => b.Scope.TenantId == e.Tenant.Id);
                break;
            case RoleBound e:
                EnsureBindable(e.Binding.Scope);
                _bindings.Add(e.Binding).Should().BeTrue("what is bound already is no event");
                break;
            case RoleUnbound e:
                _bindings.Remove(e.Binding);
                break;
            case RoleRemoved e:
                _bindings.RemoveWhere(b => b.Role == e.Role);
                break;
        }
    }

    private void ChangeStatus(TenantStatusChanged change)
    {
        Tenant tenant = _tenants[change.TenantId!.Value];
        change.From.Should().Be(tenant.Status);
        (change.From, change.To).Should().Match<(TenantStatus From, TenantStatus To)>(step =>
            step.To == TenantStatus.Terminating
            || (step.From == TenantStatus.Pending && step.To == TenantStatus.Active)
            || (step.From == TenantStatus.Active && step.To == TenantStatus.Suspended)
            || (step.From == TenantStatus.Suspended && step.To != TenantStatus.Pending));
        _tenants[tenant.Id] = tenant with
        {
            Status = change.To,
            StatusReason = change.StatusReason,


            // The log does not tell a status written anew from the reason why a provisioner failed: none does in these tests.
            StatusVersion = tenant.Version + 1,
            UpdatedAt = change.OccurredAt < tenant.CreatedAt ? tenant.CreatedAt : change.OccurredAt,
            Version = tenant.Version + 1,
        };
    }

    private void EnsureBindable(PermissionScope scope)
    {
        if (scope.TenantId is { } id)
        {
            _tenants[id].Status.Should().NotBe(TenantStatus.Terminating);
            if (scope.NamespaceName is { } name)
            {
                _tenants[id].Namespaces.Should().Contain(name);
            }
        }
    }
}
