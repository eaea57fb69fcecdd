namespace Hivemind.Tenancy.Testing;

/// <summary>The words in which cases about roles, bindings and groups are written.</summary>
internal abstract class RbacCases : ConformanceCases<RbacHarness>
{
    protected static readonly TenantId Acme = TenantId.Parse("acme");

    protected IRbacAdministrator Rbac => Harness.Rbac;

    protected IRbacAdministrator Second => Harness.SecondHost;

    /// <summary>Defines the role and binds it, in a tenant that is there for it if the provider shares a store.</summary>
    public static async ValueTask GrantAsync(RbacHarness harness, string userId, Role role, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (harness.Store is { } store && scope.TenantId is { } tenantId && await store.FindAsync(tenantId, cancellationToken) is null)
        {
            Tenant tenant = NewTenant(tenantId.Value);
            await store.AddAsync(tenant, new TenantCreated { OccurredAt = Now, TenantId = tenantId, TenantUid = tenant.Uid, Tenant = tenant }, null, cancellationToken);
        }

        await harness.Rbac.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, Role = role }, cancellationToken);
        RoleBinding binding = new(RoleSubject.User(userId), role.Id, scope);
        await harness.Rbac.AddBindingAsync(binding, Bound(binding), null, cancellationToken);
    }

    /// <summary>An Active tenant with the namespaces that cases bind in.</summary>
    protected static Tenant NewTenant(string id) => new()
    {
        Id = TenantId.Parse(id),
        Uid = UidOf(id),
        Name = id,
        OwnerId = "owner",
        Namespaces = id == "acme" ? ["db", "web"] : [$"{id}-db", $"{id}-web"],
        Status = TenantStatus.Active,
        CreatedAt = Now,
        UpdatedAt = Now,
        Version = 1,
        StatusVersion = 1,
    };

    protected static RoleBound Bound(RoleBinding binding) =>
        new() { OccurredAt = Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding };

    protected static RoleBinding User(string userId, RoleReference role, string scope) => new(RoleSubject.User(userId), role, In(scope));

    protected static RoleBinding Group(GroupReference group, RoleReference role, string scope) => new(RoleSubject.Group(group), role, In(scope));

    /// <summary>A tenant's own role, of the first tenant that a case makes under the id.</summary>
    protected static RoleReference Own(string roleId, string tenant = "acme") => new(roleId, In(tenant).Reference);

    /// <summary>A tenant's own group, of the first tenant that a case makes under the id.</summary>
    protected static GroupReference OwnGroup(string groupId, string tenant = "acme") => new(groupId, In(tenant).Reference);

    protected async Task<Tenant?> AddTenantAsync(string id = "acme", Func<Tenant, Tenant>? with = null)
    {
        if (Harness.Store is not { } store)
        {
            return null;
        }

        Tenant tenant = with is null ? NewTenant(id) : with(NewTenant(id));
        await store.AddAsync(tenant, new TenantCreated { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant }, null, Cancellation);
        return tenant;
    }

    /// <summary>Takes the record away, and not yet what the provider keeps of the tenant.</summary>
    protected async Task RemoveTenantAsync(Tenant? tenant)
    {
        if (tenant is null)
        {
            return;
        }

        Tenant last = tenant with { Status = TenantStatus.Terminating, Version = tenant.Version + 1 };
        await Harness.Store!.UpdateAsync(last, tenant.Version, onlyIfIdle: false, new TenantUpdated { OccurredAt = Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Before = tenant, After = last }, Cancellation);
        await Harness.Store.RemoveAsync(tenant, last.Version, new TenantDeleted { OccurredAt = Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = last }, Cancellation);
    }

    protected static Role RoleOf(RoleReference role, params string[] permissions) => new(role.Id, [.. permissions.Select(Permission.Parse)], role.Tenant);

    protected async Task<TenancyEvent?> RoleAsync(RoleReference named, params string[] permissions)
    {
        Role role = RoleOf(named, permissions);
        return await Rbac.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, TenantId = named.Tenant?.Id, TenantUid = named.Tenant?.Uid, Role = role }, Cancellation);
    }

    protected async Task<TenancyEvent?> RemoveRoleAsync(RoleReference role) => await Rbac.RemoveRoleAsync(
        role, new RoleRemoved { OccurredAt = Now, TenantId = role.Tenant?.Id, TenantUid = role.Tenant?.Uid, Role = role }, Cancellation);

    protected async Task<TenancyEvent?> BindAsync(RoleBinding binding) =>
        (await Rbac.AddBindingAsync(binding, Bound(binding), null, Cancellation)).Event;

    protected async Task<TenancyEvent?> UnbindAsync(RoleBinding binding) => await Rbac.RemoveBindingAsync(
        binding, new RoleUnbound { OccurredAt = Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding }, Cancellation);

    protected async Task<TenancyEvent?> JoinAsync(GroupReference group, string userId) => await Rbac.AddGroupMemberAsync(
        group, userId, new GroupMemberAdded { OccurredAt = Now, TenantId = group.Tenant?.Id, TenantUid = group.Tenant?.Uid, Group = group, UserId = userId }, Cancellation);

    protected async Task<TenancyEvent?> LeaveAsync(GroupReference group, string userId) => await Rbac.RemoveGroupMemberAsync(
        group, userId, new GroupMemberRemoved { OccurredAt = Now, TenantId = group.Tenant?.Id, TenantUid = group.Tenant?.Uid, Group = group, UserId = userId }, Cancellation);

    protected async Task<bool> MayAsync(string userId, string permission, string scope) =>
        await Second.IsGrantedAsync(userId, Permission.Parse(permission), In(scope), Cancellation);

    protected async Task<IReadOnlyList<RoleBinding>> BindingsAsync(RoleBindingQuery? query = null) =>
        await Second.ListBindingsAsync(query ?? new RoleBindingQuery(), Cancellation);

    /// <summary>The kinds of events in the shared log, in order; null when no log is shared.</summary>
    protected async Task<IReadOnlyList<TenancyEvent>?> LogAsync() =>
        Harness.Store is { } store ? (await store.ReadEventsAsync(new EventQuery { Limit = TenancyLimits.PageSize }, Cancellation)).Events : null;
}
