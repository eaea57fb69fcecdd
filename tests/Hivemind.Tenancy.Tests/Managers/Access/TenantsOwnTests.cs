namespace Hivemind.Tenancy.Tests;

/// <summary>Roles and groups of tenants' own are kept by stores; managers do not give them out, and say the truth about those that are there.</summary>
public sealed class TenantsOwnTests : IAsyncDisposable
{
    private static readonly Permission Deploy = new("containers", "deploy");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IRbacAdministrator Rbac => (IRbacAdministrator)_host.Rbac;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Managers_refuse_them()
    {
        Tenant tenant = await _host.CreateAsync();
        Role own = new("deployer", [Deploy], tenant);
        await WriteAsync(own);
        RoleBinding[] bindings =
        [
            new(RoleSubject.User(Some.User), own, PermissionScope.Tenant(tenant)),
            new(RoleSubject.Group(new GroupReference("staff", tenant)), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(tenant)),
        ];

        await this.Awaiting(_ => _host.Access.SetRoleAsync(own, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*not managed here*");
        foreach (RoleBinding binding in bindings)
        {
            await this.Awaiting(_ => _host.Access.BindRoleAsync(binding, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*not managed here*");
            await this.Awaiting(_ => _host.Access.UnbindRoleAsync(binding, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*not managed here*");
        }

        (await _host.Access.ListRolesAsync(Cancellation)).Should().BeEquivalentTo(BuiltInRoles.All);
        (await _host.Access.RemoveRoleAsync("deployer", Cancellation)).Should().BeFalse("the platform has none of that id");
        await this.Awaiting(_ => _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(Some.User), "deployer", PermissionScope.Tenant(tenant)), Cancellation).AsTask())
            .Should().ThrowAsync<ArgumentException>().WithMessage("*no role 'deployer'*");
    }

    [Fact]
    public async Task Groups_of_the_platform_are_listed_alone()
    {
        Tenant tenant = await _host.CreateAsync();
        await JoinAsync(new GroupReference("staff", tenant), "anna");
        await _host.Access.AddGroupMemberAsync("night", "anna", Cancellation);

        (await _host.Access.ListGroupsAsync("anna", Cancellation)).Should().Equal("night");
        (await _host.Access.ListGroupMembersAsync("staff", Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task Explanation_says_whose_role_and_group_decided()
    {
        Tenant tenant = await _host.CreateAsync();
        Role own = new("deployer", [Deploy], tenant);
        GroupReference staff = new("staff", tenant);
        await WriteAsync(own);
        await JoinAsync(staff, Some.User);
        await BindAsync(new RoleBinding(RoleSubject.Group(staff), own, PermissionScope.Tenant(tenant)));

        AccessExplanation why = await _host.Access.ExplainAccessAsync(Some.User, Deploy, PermissionScope.Tenant(tenant), Cancellation);

        (await _host.Access.CheckPermissionAsync(Some.User, Deploy, PermissionScope.Tenant(tenant), Cancellation)).Should().BeTrue();
        why.Grants.Should().ContainSingle().Which.Should().Be(new AccessGrant(AccessGrantKind.Binding, PermissionScope.Tenant(tenant), own, staff));
        why.Reason.Should().Contain("the tenant's own role 'deployer' at 'acme' through the tenant's own group 'staff'");
    }

    [Fact]
    public async Task Forgetting_a_user_takes_them_too()
    {
        Tenant tenant = await _host.CreateAsync();
        Role own = new("deployer", [Deploy], tenant);
        GroupReference staff = new("staff", tenant);
        await WriteAsync(own);
        await JoinAsync(staff, Some.User);
        RoleBinding binding = new(RoleSubject.User(Some.User), own, PermissionScope.Tenant(tenant));
        await BindAsync(binding);
        _host.Events.Clear();

        ForgottenUser forgotten = await _host.Access.ForgetUserAsync(Some.User, Cancellation);

        forgotten.Groups.Should().Equal(staff);
        forgotten.Bindings.Should().Equal(binding);
        (await Rbac.ListGroupsAsync(Some.User, Cancellation)).Should().BeEmpty();
        _host.Events.Of<GroupMemberRemoved>().Should().ContainSingle().Which.TenantUid.Should().Be(tenant.Uid);
    }

    [Fact]
    public async Task Deletion_takes_them()
    {
        Tenant tenant = await _host.CreateAsync();
        Role own = new("deployer", [Deploy], tenant);
        GroupReference staff = new("staff", tenant);
        await WriteAsync(own);
        await JoinAsync(staff, Some.User);
        await BindAsync(new RoleBinding(RoleSubject.Group(staff), own, PermissionScope.Tenant(tenant)));

        await _host.Tenants.DeleteTenantAsync(tenant, cancellationToken: Cancellation);

        (await Rbac.ListRolesAsync(tenant, Cancellation)).Should().BeEmpty();
        (await Rbac.ListGroupsAsync(Some.User, Cancellation)).Should().BeEmpty();
        (await Rbac.ListBindingsAsync(new RoleBindingQuery(), Cancellation)).Should().BeEmpty();
    }

    private async Task WriteAsync(Role role) =>
        (await Rbac.SetRoleAsync(role, new RoleChanged { OccurredAt = Some.Time, Role = role }, Cancellation)).Should().NotBeNull();

    private async Task JoinAsync(GroupReference group, string user) =>
        (await Rbac.AddGroupMemberAsync(group, user, new GroupMemberAdded { OccurredAt = Some.Time, Group = group, UserId = user }, Cancellation)).Should().NotBeNull();

    private async Task BindAsync(RoleBinding binding) =>
        (await Rbac.AddBindingAsync(binding, new RoleBound { OccurredAt = Some.Time, Binding = binding }, null, Cancellation)).Event.Should().NotBeNull();
}
