namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Access as a whole host gives it, on a database.</summary>
public sealed class AccessHostTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private const string Staff = "staff";

    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);
    private static readonly PermissionScope Web = PermissionScope.Namespace(AccessHost.Acme, "web");
    private static readonly Permission Deploy = new("containers", "deploy");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Owner_and_members_of_a_group_have_access_and_it_is_explained(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync(cached: true);
        await host.CreateAsync("acme", namespaces: "web");
        await host.CreateAsync("globex", "gus");
        await host.Access.AddGroupMemberAsync(Staff, AccessHost.User, Cancellation);
        await host.Access.BindRoleAsync(AccessHost.GroupBinding(Web, "tenant-operator"), Cancellation);

        (await host.Access.CheckTenantAccessAsync(AccessHost.Owner, AccessHost.Acme, Cancellation)).Should().BeTrue();
        (await host.Access.CheckTenantAccessAsync(AccessHost.User, AccessHost.Acme, Cancellation)).Should().BeTrue();
        (await host.Access.CheckTenantAccessAsync("nobody", AccessHost.Acme, Cancellation)).Should().BeFalse();
        (await host.Access.CheckPermissionAsync(AccessHost.User, Deploy, Web, Cancellation)).Should().BeTrue();
        (await host.Access.CheckPermissionAsync(AccessHost.User, Deploy, Acme, Cancellation)).Should().BeFalse();
        (await host.Access.GetAccessibleTenantsAsync(AccessHost.User, Cancellation)).Should().ContainSingle(t => t.Id == AccessHost.Acme);
        (await host.Access.ExplainAccessAsync(AccessHost.User, Deploy, Web, Cancellation)).Grants.Should().Equal(
            new AccessGrant(AccessGrantKind.Binding, Web, "tenant-operator", Staff));
        (await host.Access.ExplainAccessAsync(AccessHost.Owner, AccessHost.Acme, Cancellation)).Grants.Should().ContainSingle(g => g.Kind == AccessGrantKind.Owner);

        TenantContext context = await host.Tenants.GetTenantContextAsync(AccessHost.User, AccessHost.Acme, Cancellation);
        using (context.Enter())
        {
            Func<Task> escalate = async () => await host.Access.BindRoleAsync(AccessHost.Binding(Web, "tenant-admin"), Cancellation);
            await escalate.Should().ThrowAsync<TenantAccessDeniedException>();
        }
    }

    [Theory, EveryDatabase]
    public async Task Tenant_made_again_starts_with_nobodys_access(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync(cached: true);
        await host.CreateAsync("acme", namespaces: "web");
        await host.Access.AddGroupMemberAsync(Staff, "member", Cancellation);
        await host.Access.BindRoleAsync(AccessHost.Binding(Acme, "tenant-admin"), Cancellation);
        await host.Access.BindRoleAsync(AccessHost.GroupBinding(Web), Cancellation);

        await host.Tenants.DeleteTenantAsync(AccessHost.Acme, cancellationToken: Cancellation);
        await host.CreateAsync("acme", "nadia", "web");

        foreach (string former in new[] { AccessHost.Owner, AccessHost.User, "member" })
        {
            (await host.Access.CheckTenantAccessAsync(former, AccessHost.Acme, Cancellation)).Should().BeFalse();
            (await host.Access.GetAccessibleTenantsAsync(former, Cancellation)).Should().BeEmpty();
            Func<Task> enter = async () => await host.Tenants.GetTenantContextAsync(former, AccessHost.Acme, Cancellation);
            await enter.Should().ThrowAsync<TenantAccessDeniedException>();
        }

        (await host.Access.CheckTenantAccessAsync("nadia", AccessHost.Acme, Cancellation)).Should().BeTrue();
        (await host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
        (await host.Rbac.ListGroupMembersAsync(Staff, Cancellation)).Should().Equal("member");
    }

    [Theory, EveryDatabase]
    public async Task Namespace_made_again_starts_with_nobodys_access(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync(cached: true);
        await host.CreateAsync("acme", namespaces: "web");
        await host.Access.BindRoleAsync(AccessHost.Binding(Web), Cancellation);

        await host.Tenants.RemoveNamespaceAsync(AccessHost.Acme, "web", Cancellation);
        await host.Tenants.AddNamespaceAsync(AccessHost.Acme, "web", Cancellation);

        (await host.Access.CheckTenantAccessAsync(AccessHost.User, AccessHost.Acme, Cancellation)).Should().BeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Restart_finds_roles_bindings_groups_and_their_events(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        IReadOnlyList<TenancyEvent> log;
        Role deployer = new("deployer", [Deploy, new Permission("*", "read")]);
        await using (AccessHost before = await database.StartAsync(cached: true))
        {
            await before.CreateAsync("acme", namespaces: "web");
            await before.Access.SetRoleAsync(deployer, Cancellation);
            await before.Access.BindRoleAsync(AccessHost.GroupBinding(Web, deployer.Id), Cancellation);
            await before.Access.AddGroupMemberAsync(Staff, AccessHost.User, Cancellation);
            log = await before.LogAsync();
        }

        AccessHost after = await database.StartAsync(cached: true);
        (await after.Access.ListRolesAsync(Cancellation)).Should().Contain(deployer);
        (await after.Access.ListBindingsAsync(null, Cancellation)).Should().Equal(AccessHost.GroupBinding(Web, deployer.Id));
        (await after.Access.ListGroupsAsync(AccessHost.User, Cancellation)).Should().Equal(Staff);
        (await after.Access.CheckPermissionAsync(AccessHost.User, Deploy, Web, Cancellation)).Should().BeTrue();
        log.Should().HaveCount(3);
        (await after.LogAsync()).Should().Equal(log);
    }

    [Theory, EveryDatabase]
    public async Task What_one_host_writes_another_sees(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost one = await database.StartAsync();
        AccessHost other = await database.StartAsync();
        await one.CreateAsync();

        await one.Access.BindRoleAsync(AccessHost.Binding(Acme), Cancellation);
        (await other.Access.CheckTenantAccessAsync(AccessHost.User, AccessHost.Acme, Cancellation)).Should().BeTrue();
        await other.Access.UnbindRoleAsync(AccessHost.Binding(Acme), Cancellation);
        (await one.Access.CheckTenantAccessAsync(AccessHost.User, AccessHost.Acme, Cancellation)).Should().BeFalse();
    }
}
