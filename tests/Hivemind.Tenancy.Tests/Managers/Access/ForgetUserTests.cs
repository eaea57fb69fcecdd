namespace Hivemind.Tenancy.Tests;

public sealed class ForgetUserTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Takes_every_binding_and_membership_and_says_what_is_still_owned()
    {
        await _host.CreateAsync("acme", Some.User, "web");
        await _host.CreateAsync("globex", "other");
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Global);
        await _host.BindAsync(Some.User, BuiltInRoles.TenantAdmin, PermissionScope.Namespace(Some.TenantId, "web"));
        await _host.BindAsync(Some.User, BuiltInRoles.TenantAdmin, PermissionScope.Tenant(Some.OtherTenantId));
        await _host.BindAsync("somebody else", BuiltInRoles.TenantAdmin, PermissionScope.Tenant(Some.OtherTenantId));
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("staff"), BuiltInRoles.TenantViewer.Id, PermissionScope.Global), Cancellation);
        await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);
        await _host.Access.AddGroupMemberAsync("staff", "somebody else", Cancellation);
        _host.Events.Clear();

        ForgottenUser forgotten = await _host.Access.ForgetUserAsync(Some.User, Cancellation);

        forgotten.UserId.Should().Be(Some.User);
        forgotten.Bindings.Select(b => b.Scope.ToPath()).Should().Equal("*", "acme/web", "globex");
        forgotten.Groups.Should().Equal(new GroupReference("staff"));
        forgotten.OwnedTenants.Should().Equal(Some.TenantId);
        (await _host.Rbac.GetScopesAsync(Some.User, Cancellation)).Scopes.Should().BeEmpty();
        (await _host.Access.ListGroupMembersAsync("staff", Cancellation)).Should().Equal("somebody else");
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().HaveCount(2);
        _host.Events.Of<RoleUnbound>().Should().HaveCount(3);
        _host.Events.Of<GroupMemberRemoved>().Should().ContainSingle();
    }

    [Fact]
    public async Task Again_takes_nothing()
    {
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Global);
        await _host.Access.ForgetUserAsync(Some.User, Cancellation);
        _host.Events.Clear();

        (await _host.Access.ForgetUserAsync(Some.User, Cancellation)).Should().BeEquivalentTo(new ForgottenUser(Some.User, [], [], []));
        _host.Events.Of<RoleUnbound>().Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_given_while_it_runs_is_taken_too()
    {
        int given = 0;
        await using TenancyHost host = Hosts.Behind(_host, rbac: (method, _, call) =>
        {
            if (method.Name == nameof(IRbacAdministrator.RemoveBindingAsync) && given++ < 3)
            {
                _host.BindAsync(Some.User, given == 1 ? BuiltInRoles.TenantOperator : BuiltInRoles.TenantAdmin, PermissionScope.Global).Wait(Cancellation);
            }

            return call();
        });
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Global);

        ForgottenUser forgotten = await host.Access.ForgetUserAsync(Some.User, Cancellation);

        forgotten.Bindings.Select(b => b.Role.Id).Should().Equal("tenant-viewer", "tenant-operator", "tenant-admin");
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("role-bindings:update")]
    [InlineData("groups:update")]
    public async Task Takes_both_rights_at_Global_scope(string held)
    {
        await _host.CreateAsync();
        await _host.Access.SetRoleAsync(new Role("half", [Permission.Parse(held)]), Cancellation);
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("clerk"), "half", PermissionScope.Global), Cancellation);
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        using TenantScope scope = Some.Context(userId: "clerk").Enter();

        await this.Awaiting(_ => _host.Access.ForgetUserAsync(Some.User, Cancellation).AsTask()).Should().ThrowAsync<TenantAccessDeniedException>();
    }
}
