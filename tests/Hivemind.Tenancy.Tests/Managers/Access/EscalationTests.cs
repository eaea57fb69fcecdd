namespace Hivemind.Tenancy.Tests;

/// <summary>Nobody grants more than they hold, and nobody gets anything by a name.</summary>
public sealed class EscalationTests : IAsyncLifetime
{
    private const string Clerk = "clerk";

    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly PermissionScope Web = PermissionScope.Namespace(Some.TenantId, "web");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme", namespaces: ["web", "db"]);
        await _host.CreateAsync("globex");
        await Define("reader", ReadPods);
        await Define("any-reader", new Permission(Permission.Any, "read"));
        await Define("pod-manager", new Permission("pods", Permission.Any));
        await Define("clerk", ReadPods, TenancyPermissions.UpdateBindings);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("reader", true)]
    [InlineData("clerk", true)]
    [InlineData("any-reader", false)]
    [InlineData("pod-manager", false)]
    [InlineData("tenant-viewer", false)]
    [InlineData("tenant-operator", false)]
    [InlineData("tenant-admin", false)]
    [InlineData("platform-admin", false)]
    public async Task BindRoleAsync_grants_only_what_the_caller_holds(string role, bool allowed)
    {
        await Bind(Clerk, "clerk", Own);

        (await Try(Clerk, () => Bind("friend", role, Own))).Should().Be(allowed);
        (await Try(Clerk, () => Bind(Clerk, role, Own))).Should().Be(allowed, "to oneself neither");
        (await Try(Clerk, () => Bind("friend", role, Web))).Should().Be(allowed, "nor in a part of it");
        (await Try(Clerk, () => Bind("friend", role, PermissionScope.Global))).Should().BeFalse();
    }

    [Fact]
    public async Task BindRoleAsync_reaches_no_further_than_the_caller_does()
    {
        await Bind(Clerk, "clerk", Web);

        (await Try(Clerk, () => Bind("friend", "reader", Web))).Should().BeTrue();
        (await Try(Clerk, () => Bind("friend", "reader", PermissionScope.Resource(Some.TenantId, "web", "api")))).Should().BeTrue();
        (await Try(Clerk, () => Bind("friend", "reader", PermissionScope.Namespace(Some.TenantId, "db")))).Should().BeFalse();
        (await Try(Clerk, () => Bind("friend", "reader", Own))).Should().BeFalse();
    }

    [Fact]
    public async Task What_is_held_in_parts_counts_together()
    {
        await Bind(Clerk, "clerk", Own);
        await Define("deployer", new Permission("pods", "deploy"));
        await Define("both", ReadPods, new Permission("pods", "deploy"));
        (await Try(Clerk, () => Bind("friend", "both", Own))).Should().BeFalse();
        await _host.Access.AddGroupMemberAsync("deployers", Clerk, Cancellation);
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("deployers"), "deployer", Own), Cancellation);

        (await Try(Clerk, () => Bind("friend", "both", Own))).Should().BeTrue();
    }

    [Fact]
    public async Task Refusal_says_what_is_missing_and_where()
    {
        await Bind(Clerk, "clerk", Own);
        using IDisposable scope = Some.Context("acme", Clerk).Enter();

        Func<Task> bind = () => Bind("friend", "tenant-viewer", Own);

        TenantAccessDeniedException refusal = (await bind.Should().ThrowAsync<TenantAccessDeniedException>()).Which;
        refusal.Should().BeEquivalentTo(
            new { UserId = Clerk, TenantId = (TenantId?)Some.TenantId, Permission = (Permission?)new Permission("*", "read"), Scope = (PermissionScope?)Own.WithUid(refusal.Scope!.Value.TenantUid!.Value) });
        refusal.Message.Should().ContainAll(Clerk, "*:read", "acme");
        _host.Events.Refusals.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Operation = "BindRoleAsync", Reason = AccessRefusalReason.PermissionMissing, refusal.Permission, refusal.Scope, refusal.UserId });
    }

    [Fact]
    public async Task SetRoleAsync_defines_only_what_the_caller_holds_everywhere()
    {
        await Define("role-maker", ReadPods, TenancyPermissions.UpdateRoles);
        await Bind(Clerk, "role-maker", PermissionScope.Global);
        await Bind(Clerk, "tenant-admin", Own);

        (await Try(Clerk, () => Define("new", ReadPods))).Should().BeTrue();
        (await Try(Clerk, () => Define("new", ReadPods, new Permission("pods", "delete")))).Should().BeFalse("held in one tenant only");
        (await Try(Clerk, () => Define("role-maker", new Permission("*", "*")))).Should().BeFalse("nor by changing the role one has");
        (await _host.Access.CheckPermissionAsync(Clerk, new Permission("pods", "delete"), PermissionScope.Global, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task AddGroupMemberAsync_lets_in_only_who_may_grant_all_the_group_has()
    {
        await Define("group-keeper", ReadPods, TenancyPermissions.UpdateGroups);
        await Bind(Clerk, "group-keeper", PermissionScope.Global);
        await BindGroup("readers", "reader", PermissionScope.Tenant(Some.OtherTenantId));
        await BindGroup("admins-here", "tenant-admin", Own);
        await BindGroup("admins-there", "tenant-admin", PermissionScope.Tenant(Some.OtherTenantId));
        await BindGroup("root", "platform-admin", PermissionScope.Global);

        (await Try(Clerk, () => Join("empty", Clerk))).Should().BeTrue();
        (await Try(Clerk, () => Join("readers", Clerk))).Should().BeTrue("held everywhere");
        (await Try(Clerk, () => Join("admins-here", Clerk))).Should().BeFalse();
        (await Try(Clerk, () => Join("admins-there", Clerk))).Should().BeFalse();
        (await Try(Clerk, () => Join("root", Clerk))).Should().BeFalse();
        (await Try(Clerk, () => Join("root", "friend"))).Should().BeFalse();
        await Bind(Clerk, "tenant-admin", Own);
        (await Try(Clerk, () => Join("admins-here", Clerk))).Should().BeTrue();
        (await Try(Clerk, () => Join("admins-there", Clerk))).Should().BeFalse();
    }

    [Fact]
    public async Task UpdateTenantAsync_gives_ownership_only_to_who_holds_all_of_it()
    {
        await Define("tenant-clerk", TenancyPermissions.UpdateTenant);
        await Bind(Clerk, "tenant-clerk", PermissionScope.Global);

        (await Try(Clerk, () => Update(t => t with { Namespaces = [] }))).Should().BeTrue();
        (await Try(Clerk, () => Update(t => t with { OwnerId = Clerk }))).Should().BeFalse();
        await Bind(Clerk, "tenant-admin", Own);
        (await Try(Clerk, () => Update(t => t with { OwnerId = Clerk }))).Should().BeTrue();
    }

    [Fact]
    public async Task CreateTenantAsync_gives_an_owner_only_what_the_caller_holds_everywhere()
    {
        await Define("creator", TenancyPermissions.CreateTenant);
        await Bind(Clerk, "creator", PermissionScope.Global);
        await Bind(Clerk, "tenant-admin", Own);

        (await Try(Clerk, Create)).Should().BeFalse("what is held in one tenant is not held in the new one");
        (await Try(Some.Owner, Create)).Should().BeFalse();
        (await _host.Tenants.FindTenantAsync(TenantId.Parse("mine"), Cancellation)).Should().BeNull();
        await Bind(Clerk, "tenant-admin", PermissionScope.Global);
        (await Try(Clerk, Create)).Should().BeTrue();

        async Task Create() => await _host.Tenants.CreateTenantAsync(Some.Spec("mine") with { OwnerId = Clerk }, Cancellation);
    }

    [Theory]
    [InlineData("platform-admin")]
    [InlineData("tenant-admin")]
    [InlineData("tenant-operator")]
    [InlineData("tenant-viewer")]
    public async Task Built_in_role_cannot_be_changed_by_anyone(string role)
    {
        foreach (TenantContext? context in new[] { null, TenantContext.System("ops", "testing"), Some.Context("acme", Some.Owner) })
        {
            using (context?.Enter())
            {
                Func<Task> set = () => Define(role, ReadPods);
                Func<Task> remove = async () => await _host.Access.RemoveRoleAsync(role, Cancellation);

                await set.Should().ThrowAsync<ArgumentException>().WithMessage($"*{role}*built in*");
                await remove.Should().ThrowAsync<ArgumentException>().WithMessage($"*{role}*built in*");
            }
        }

        (await _host.Access.ListRolesAsync(Cancellation)).Where(r => r.Id == role).Should().Equal(BuiltInRoles.All.Where(r => r.Id == role));
    }

    [Theory]
    [InlineData("Platform-Admin")]
    [InlineData("platform-admin2")]
    [InlineData("plаtform-admin")]
    [InlineData("platform\u2010admin")]
    [InlineData("admin")]
    [InlineData("root")]
    [InlineData("*")]
    [InlineData("owner")]
    public async Task Role_id_means_nothing(string roleId)
    {
        await Define(roleId, ReadPods);
        await Bind(Clerk, roleId, Own);

        (await _host.Access.CheckPermissionAsync(Clerk, ReadPods, Own, Cancellation)).Should().BeTrue();
        (await _host.Access.CheckPermissionAsync(Clerk, new Permission("pods", "delete"), Own, Cancellation)).Should().BeFalse();
        (await _host.Access.CheckTenantAccessAsync(Clerk, Some.OtherTenantId, Cancellation)).Should().BeFalse();
        (await Try(Clerk, () => Update(t => t with { ResourceQuotas = new ResourceQuotas { CpuCores = 99 } }))).Should().BeFalse();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("root")]
    [InlineData("system")]
    [InlineData("*")]
    [InlineData("platform-admin")]
    [InlineData("staff")]
    [InlineData("Olivia")]
    [InlineData("olivia\u200B")]
    public async Task User_id_means_nothing(string user)
    {
        await BindGroup("staff", "tenant-admin", Own);

        (await _host.Access.CheckTenantAccessAsync(user, Some.TenantId, Cancellation)).Should().BeFalse();
        (await _host.Access.GetAccessibleTenantsAsync(user, Cancellation)).Should().BeEmpty();
        (await Try(user, () => Update(t => t with { Description = "mine" }))).Should().BeFalse();
    }

    [Fact]
    public async Task Role_bound_to_a_tenant_is_not_reached_from_another_by_its_name()
    {
        await Bind(Clerk, "platform-admin", Own);

        (await _host.Access.CheckTenantAccessAsync(Clerk, Some.OtherTenantId, Cancellation)).Should().BeFalse();
        (await Try(Clerk, () => Define("new", ReadPods))).Should().BeFalse("platform-admin at Tenant scope is no platform administrator");
        (await Try(Clerk, () => Update(t => t with { ResourceQuotas = new ResourceQuotas { CpuCores = 99 } }))).Should().BeFalse();
    }

    private static async Task<bool> Try(string user, Func<Task> action)
    {
        using IDisposable scope = Some.Context("acme", user).Enter();
        try
        {
            await action();
            return true;
        }
        catch (TenantAccessDeniedException)
        {
            return false;
        }
    }

    private async Task Define(string role, params Permission[] permissions) => await _host.Access.SetRoleAsync(new Role(role, permissions), Cancellation);

    private async Task Bind(string user, string role, PermissionScope scope) =>
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role, scope), Cancellation);

    private async Task BindGroup(string group, string role, PermissionScope scope) =>
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group(group), role, scope), Cancellation);

    private async Task Join(string group, string user) => await _host.Access.AddGroupMemberAsync(group, user, Cancellation);

    private async Task Update(Func<Tenant, Tenant> change) => await _host.Tenants.UpdateTenantAsync(Some.TenantId, change, null, Cancellation);
}
