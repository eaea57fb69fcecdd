namespace Hivemind.Tenancy.Tests;

/// <summary>Roles, bindings and groups as they are written and read back.</summary>
public sealed class RoleBindingTests : IAsyncLifetime
{
    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly Permission DeletePods = new("pods", "delete");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly RoleSubject User = RoleSubject.User(Some.User);

    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public RoleBindingTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _host.CreateAsync("acme", namespaces: "web");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task SetRoleAsync_defines_then_replaces_at_once_and_is_harmless_when_equal()
    {
        await _host.Access.SetRoleAsync(new Role("custom", [ReadPods]), Cancellation);
        await Bind(User, "custom", Own);
        _host.Events.Clear();

        await _host.Access.SetRoleAsync(new Role("custom", [ReadPods, ReadPods]), Cancellation);
        _host.Events.All.Should().BeEmpty();
        (await May(ReadPods)).Should().BeTrue();

        await _host.Access.SetRoleAsync(new Role("custom", [DeletePods]), Cancellation);
        (await May(ReadPods)).Should().BeFalse();
        (await May(DeletePods)).Should().BeTrue();
        _host.Events.Of<RoleChanged>().Should().ContainSingle().Which.Role.Permissions.Should().Equal(DeletePods);
    }

    [Fact]
    public async Task RemoveRoleAsync_takes_every_binding_of_it()
    {
        await _host.Access.SetRoleAsync(new Role("custom", [ReadPods]), Cancellation);
        await _host.Access.AddGroupMemberAsync("staff", "member", Cancellation);
        await Bind(User, "custom", Own);
        await Bind(RoleSubject.Group("staff"), "custom", PermissionScope.Global);
        await Bind(User, BuiltInRoles.TenantViewer.Id, PermissionScope.Namespace(Some.TenantId, "web"));

        (await _host.Access.RemoveRoleAsync("custom", Cancellation)).Should().BeTrue();

        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().ContainSingle().Which.Role.Id.Should().Be("tenant-viewer");
        (await May(ReadPods)).Should().BeFalse();
        (await _host.Access.CheckTenantAccessAsync("member", Some.TenantId, Cancellation)).Should().BeFalse();
        (await _host.Access.RemoveRoleAsync("custom", Cancellation)).Should().BeFalse();
        _host.Events.Of<RoleRemoved>().Should().ContainSingle();
        await _host.Access.SetRoleAsync(new Role("custom", [ReadPods]), Cancellation);
        (await May(ReadPods)).Should().BeFalse("a role made again is bound to nobody");
    }

    [Fact]
    public async Task ListRolesAsync_lists_all_in_order()
    {
        await _host.Access.SetRoleAsync(new Role("zebra", [ReadPods]), Cancellation);
        await _host.Access.SetRoleAsync(new Role("Aardvark", [ReadPods]), Cancellation);

        (await _host.Access.ListRolesAsync(Cancellation)).Select(r => r.Id).Should().Equal(
            "Aardvark", "platform-admin", "tenant-admin", "tenant-operator", "tenant-viewer", "zebra");
    }

    [Fact]
    public async Task BindRoleAsync_and_UnbindRoleAsync_say_whether_something_changed()
    {
        (await Bind(User, "tenant-viewer", Own)).Should().BeTrue();
        (await Bind(User, "tenant-viewer", Own)).Should().BeFalse();
        (await Unbind(User, "tenant-viewer", PermissionScope.Global)).Should().BeFalse();
        (await Unbind(User, "tenant-viewer", Own)).Should().BeTrue();
        (await Unbind(User, "tenant-viewer", Own)).Should().BeFalse();

        TenantUid uid = (await _host.GetAsync()).Uid;
        _host.Events.Of<RoleBound>().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { TenantId = (TenantId?)Some.TenantId, TenantUid = (TenantUid?)uid, Binding = new RoleBinding(User, "tenant-viewer", Own.WithUid(uid)) });
        _host.Events.Of<RoleUnbound>().Should().ContainSingle();
    }

    [Fact]
    public async Task BindRoleAsync_of_an_unknown_role_is_refused()
    {
        Func<Task> bind = () => Bind(User, "none", Own);

        await bind.Should().ThrowAsync<ArgumentException>().WithMessage("*'none'*");
    }

    [Fact]
    public async Task BindRoleAsync_to_an_absent_or_Terminating_tenant_is_refused()
    {
        Func<Task> absent = () => Bind(User, "tenant-viewer", PermissionScope.Tenant(Some.OtherTenantId));
        await absent.Should().ThrowAsync<TenantNotFoundException>();

        _provisioner.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("later"));
        await Bind(User, "tenant-viewer", Own);
        await Lifecycles.ShouldFailToProvision(async () => await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation));
        Func<Task> terminating = () => Bind(User, "tenant-admin", Own);
        (await terminating.Should().ThrowAsync<TenantNotActiveException>()).Which.Status.Should().Be(TenantStatus.Terminating);
        (await Unbind(User, "tenant-viewer", Own)).Should().BeTrue("taking away is always allowed");
    }

    [Fact]
    public async Task ListBindingsAsync_filters_and_orders()
    {
        await _host.CreateAsync("globex");
        RoleSubject group = RoleSubject.Group(Some.User);
        await Bind(User, "tenant-viewer", PermissionScope.Tenant(Some.OtherTenantId));
        await Bind(group, "tenant-viewer", Own);
        await Bind(User, "tenant-operator", Own);
        await Bind(User, "tenant-admin", Own);
        await Bind(User, "tenant-viewer", PermissionScope.Global);
        await Bind(User, "tenant-viewer", PermissionScope.Resource(Some.TenantId, "web", "api"));
        await Bind(User, "tenant-viewer", PermissionScope.Namespace(Some.TenantId, "web"));

        (await List(null)).Should().Equal(
            "* tenant-viewer user ulrich",
            "acme tenant-admin user ulrich",
            "acme tenant-operator user ulrich",
            "acme tenant-viewer group ulrich",
            "acme/web tenant-viewer user ulrich",
            "acme/web/api tenant-viewer user ulrich",
            "globex tenant-viewer user ulrich");
        (await List(new RoleBindingQuery { Subject = group })).Should().ContainSingle();
        (await List(new RoleBindingQuery { Subject = RoleSubject.User("none") })).Should().BeEmpty();
        (await List(new RoleBindingQuery { Tenant = Some.OtherTenantId })).Should().ContainSingle();
        (await List(new RoleBindingQuery { Tenant = Some.TenantId, Subject = User })).Should().HaveCount(4);
    }

    [Fact]
    public async Task Group_members_come_and_go()
    {
        await Bind(RoleSubject.Group("staff"), "tenant-viewer", Own);

        (await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation)).Should().BeTrue();
        (await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation)).Should().BeFalse();
        await _host.Access.AddGroupMemberAsync("staff", "anna", Cancellation);
        await _host.Access.AddGroupMemberAsync("Night shift", Some.User, Cancellation);
        (await May(ReadPods)).Should().BeTrue();
        (await _host.Access.ListGroupMembersAsync("staff", Cancellation)).Should().Equal("anna", Some.User);
        (await _host.Access.ListGroupsAsync(Some.User, Cancellation)).Should().Equal("Night shift", "staff");

        (await _host.Access.RemoveGroupMemberAsync("staff", Some.User, Cancellation)).Should().BeTrue();
        (await _host.Access.RemoveGroupMemberAsync("staff", Some.User, Cancellation)).Should().BeFalse();
        (await May(ReadPods)).Should().BeFalse();
        (await _host.Access.ListGroupsAsync(Some.User, Cancellation)).Should().Equal("Night shift");
        (await _host.Access.ListGroupsAsync("nobody", Cancellation)).Should().BeEmpty();
        (await _host.Access.ListGroupMembersAsync("none", Cancellation)).Should().BeEmpty();
        _host.Events.Of<GroupMemberAdded>().Should().HaveCount(3);
        _host.Events.Of<GroupMemberRemoved>().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Group = new GroupReference("staff"), UserId = Some.User, TenantId = (TenantId?)null });
    }

    private async Task<bool> Bind(RoleSubject subject, string role, PermissionScope scope) =>
        await _host.Access.BindRoleAsync(new RoleBinding(subject, role, scope), Cancellation);

    private async Task<bool> Unbind(RoleSubject subject, string role, PermissionScope scope) =>
        await _host.Access.UnbindRoleAsync(new RoleBinding(subject, role, scope), Cancellation);

    private async Task<bool> May(Permission permission) => await _host.Access.CheckPermissionAsync(Some.User, permission, Own, Cancellation);

    private async Task<IEnumerable<string>> List(RoleBindingQuery? query) =>
        (await _host.Access.ListBindingsAsync(query, Cancellation)).Select(b => $"{b.Scope.ToPath()} {b.Role.Id} {b.Subject}");
}
