using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>One host, and short ways to what access tests ask of it.</summary>
internal sealed class AccessHost(ServiceProvider services) : IAsyncDisposable
{
    public const string Owner = "olivia";

    public const string User = "ulrich";

    public static readonly TenantId Acme = TenantId.Parse("acme");

    public ServiceProvider Services { get; } = services;

    public ITenantManager Tenants => Services.GetRequiredService<ITenantManager>();

    public IAccessManager Access => Services.GetRequiredService<IAccessManager>();

    public ITenantStore Store => Services.GetRequiredService<ITenantStore>();

    public IRbacAdministrator Rbac => (IRbacAdministrator)Services.GetRequiredService<IRbacProvider>();

    private static readonly TenantUid Nobody = TenantUid.Parse("0000000000000000000000000000dead");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static RoleBinding Binding(PermissionScope scope, string role = "tenant-viewer", string user = User) =>
        new(RoleSubject.User(user), role, scope);

    public static RoleBinding GroupBinding(PermissionScope scope, string role = "tenant-viewer", string group = "staff") =>
        new(RoleSubject.Group(group), role, scope);

    /// <summary>A role of acme's own, as of now.</summary>
    public static RoleReference Own(string role) => new(role, Acme);

    /// <summary>A group of acme's own, as of now.</summary>
    public static GroupReference OwnGroup(string group) => new(group, Acme);

    /// <summary>Creates an Active tenant.</summary>
    public async Task<Tenant> CreateAsync(string id = "acme", string owner = Owner, params string[] namespaces) => await Tenants.CreateTenantAsync(
        new TenantSpec { Id = TenantId.Parse(id), Name = $"Tenant {id}", OwnerId = owner, Namespaces = namespaces }, Cancellation);

    /// <summary>Writes the record as it is, whatever the lifecycle would say.</summary>
    public async Task<Tenant> WriteAsync(TenantId id, Func<Tenant, Tenant> change)
    {
        Tenant before = (await Store.FindAsync(id, Cancellation))!;
        Tenant after = change(before) with { Version = before.Version + 1 };
        await Store.UpdateAsync(after, before.Version, onlyIfIdle: false, new TenantUpdated { OccurredAt = before.UpdatedAt, TenantId = id, Before = before, After = after }, Cancellation);
        return after;
    }

    /// <summary>The scope of the tenant that holds its id now; of one that nobody is where there is none. As it is where it names a uid.</summary>
    public async Task<PermissionScope> OfNowAsync(PermissionScope scope) => scope is { TenantId: { } id, TenantUid: null }
        ? scope.WithUid((await Store.FindAsync(id, Cancellation))?.Uid ?? Nobody)
        : scope;

    public async Task<TenancyEvent?> BindAsync(RoleBinding binding)
    {
        binding = await OfNowAsync(binding);
        return (await Rbac.AddBindingAsync(binding, new RoleBound { OccurredAt = Now, TenantId = binding.Scope.TenantId, Binding = binding }, null, Cancellation)).Event;
    }

    public async Task<TenancyEvent?> UnbindAsync(RoleBinding binding)
    {
        binding = await OfNowAsync(binding);
        return await Rbac.RemoveBindingAsync(binding, new RoleUnbound { OccurredAt = Now, TenantId = binding.Scope.TenantId, Binding = binding }, Cancellation);
    }

    public async Task RemoveWithinAsync(PermissionScope scope) => await Rbac.RemoveWithinAsync(await OfNowAsync(scope), Cancellation);

    /// <summary>As <see cref="OfNowAsync(PermissionScope)"/>, of an owner.</summary>
    public async Task<TenantReference?> OfNowAsync(TenantReference? owner) =>
        owner is { } tenant ? (await OfNowAsync(PermissionScope.Tenant(tenant))).Reference : null;

    public async Task<RoleReference> OfNowAsync(RoleReference role) => new(role.Id, await OfNowAsync(role.Tenant));

    public async Task<GroupReference> OfNowAsync(GroupReference group) => new(group.Id, await OfNowAsync(group.Tenant));

    public async Task<RoleBinding> OfNowAsync(RoleBinding binding) => new(
        binding.Subject.IsGroup ? RoleSubject.Group(await OfNowAsync(new GroupReference(binding.Subject.Id, binding.Subject.Tenant))) : binding.Subject,
        await OfNowAsync(binding.Role),
        await OfNowAsync(binding.Scope))
    { EndsAt = binding.EndsAt };

    public async Task<TenancyEvent?> SetRoleAsync(Role role)
    {
        role = new Role(role.Id, role.Permissions, await OfNowAsync(role.Tenant));
        return await Rbac.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, TenantId = role.Tenant?.Id, Role = role }, Cancellation);
    }

    public async Task<TenancyEvent?> RemoveRoleAsync(RoleReference role)
    {
        role = await OfNowAsync(role);
        return await Rbac.RemoveRoleAsync(role, new RoleRemoved { OccurredAt = Now, TenantId = role.Tenant?.Id, Role = role }, Cancellation);
    }

    public async Task<TenancyEvent?> JoinAsync(GroupReference group, string user)
    {
        group = await OfNowAsync(group);
        return await Rbac.AddGroupMemberAsync(group, user, new GroupMemberAdded { OccurredAt = Now, TenantId = group.Tenant?.Id, Group = group, UserId = user }, Cancellation);
    }

    public async Task<TenancyEvent?> LeaveAsync(GroupReference group, string user)
    {
        group = await OfNowAsync(group);
        return await Rbac.RemoveGroupMemberAsync(group, user, new GroupMemberRemoved { OccurredAt = Now, TenantId = group.Tenant?.Id, Group = group, UserId = user }, Cancellation);
    }

    public async Task<bool> MayAsync(string user, string permission, PermissionScope scope) =>
        await Rbac.IsGrantedAsync(user, Permission.Parse(permission), await OfNowAsync(scope), Cancellation);

    /// <summary>All bindings, as <c>scope role subject</c>, without the uids, which are random.</summary>
    public async Task<IReadOnlyList<string>> BindingsAsync(RoleBindingQuery? query = null) =>
        [.. (await Rbac.ListBindingsAsync(query ?? new RoleBindingQuery(), Cancellation)).Select(b => WithoutUids($"{b.Scope} {(b.Role.Tenant is null ? b.Role.Id : b.Role.ToString())} {b.Subject}"))];

    /// <summary>They are random, so each host has others.</summary>
    public static string WithoutUids(string text) => Regex.Replace(text, "@[0-9a-f]{32}", "");

    /// <summary>The log, but for what is said of tenants.</summary>
    public async Task<IReadOnlyList<TenancyEvent>> LogAsync()
    {
        List<TenancyEvent> events = [];
        IReadOnlyList<TenancyEvent> page;
        do
        {
            page = (await Store.ReadEventsAsync(new EventQuery { After = events.Count == 0 ? 0 : events[^1].Sequence, Limit = 1_000 }, Cancellation)).Events;
            events.AddRange(page);
        }
        while (page.Count > 0);

        return [.. events.Where(e => e is RoleBound or RoleUnbound or RoleChanged or RoleRemoved or GroupMemberAdded or GroupMemberRemoved)];
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    private static DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
        }
    }
}
