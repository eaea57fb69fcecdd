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

    protected static RoleBinding User(string userId, string roleId, string scope) => new(RoleSubject.User(userId), roleId, In(scope));

    protected static RoleBinding Group(string groupId, string roleId, string scope) => new(RoleSubject.Group(groupId), roleId, In(scope));

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

    protected async Task<TenancyEvent?> RoleAsync(string id, params string[] permissions)
    {
        Role role = new(id, [.. permissions.Select(Permission.Parse)]);
        return await Rbac.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, Role = role }, Cancellation);
    }

    protected async Task<TenancyEvent?> RemoveRoleAsync(string id) =>
        await Rbac.RemoveRoleAsync(id, new RoleRemoved { OccurredAt = Now, RoleId = id }, Cancellation);

    protected async Task<TenancyEvent?> BindAsync(RoleBinding binding) =>
        (await Rbac.AddBindingAsync(binding, Bound(binding), null, Cancellation)).Event;

    protected async Task<TenancyEvent?> UnbindAsync(RoleBinding binding) => await Rbac.RemoveBindingAsync(
        binding, new RoleUnbound { OccurredAt = Now, TenantId = binding.Scope.TenantId, TenantUid = binding.Scope.TenantUid, Binding = binding }, Cancellation);

    protected async Task<TenancyEvent?> JoinAsync(string groupId, string userId) =>
        await Rbac.AddGroupMemberAsync(groupId, userId, new GroupMemberAdded { OccurredAt = Now, GroupId = groupId, UserId = userId }, Cancellation);

    protected async Task<TenancyEvent?> LeaveAsync(string groupId, string userId) =>
        await Rbac.RemoveGroupMemberAsync(groupId, userId, new GroupMemberRemoved { OccurredAt = Now, GroupId = groupId, UserId = userId }, Cancellation);

    protected async Task<bool> MayAsync(string userId, string permission, string scope) =>
        await Second.IsGrantedAsync(userId, Permission.Parse(permission), In(scope), Cancellation);

    protected async Task<IReadOnlyList<RoleBinding>> BindingsAsync(RoleBindingQuery? query = null) =>
        await Second.ListBindingsAsync(query ?? new RoleBindingQuery(), Cancellation);

    /// <summary>The kinds of events in the shared log, in order; null when no log is shared.</summary>
    protected async Task<IReadOnlyList<TenancyEvent>?> LogAsync() =>
        Harness.Store is { } store ? (await store.ReadEventsAsync(new EventQuery { Limit = TenancyLimits.PageSize }, Cancellation)).Events : null;
}
