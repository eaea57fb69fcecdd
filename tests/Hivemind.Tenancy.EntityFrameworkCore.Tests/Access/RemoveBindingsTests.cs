namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What goes with a tenant or namespace, and what stays because it was made again.</summary>
public sealed class RemoveBindingsTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);
    private static readonly PermissionScope Web = PermissionScope.Namespace(AccessHost.Acme, "web");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Of_a_tenant_that_ends_all_go(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.WriteAsync(AccessHost.Acme, t => t with { Status = TenantStatus.Terminating });

        await host.RemoveWithinAsync(Acme);

        (await host.BindingsAsync()).Should().Equal("* tenant-viewer user ulrich", "acme-2 tenant-viewer user ulrich", "acme-2/acme-2-web tenant-viewer user ulrich");
        (await host.LogAsync()).OfType<RoleUnbound>().Should().BeEmpty("the deletion is an event already");
    }

    [Theory, EveryDatabase]
    public async Task Of_a_tenant_that_is_alive_none_goes(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        IReadOnlyList<string> before = await host.BindingsAsync();

        await host.RemoveWithinAsync(Acme);
        await host.RemoveWithinAsync(Web);

        (await host.BindingsAsync()).Should().Equal(before, "they belong to a tenant that was created again since");
    }

    [Theory, EveryDatabase]
    public async Task Of_a_namespace_that_went_those_go_that_lie_in_it(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.WriteAsync(AccessHost.Acme, t => t with { Namespaces = ["web-2"] });

        await host.RemoveWithinAsync(Web);

        (await host.BindingsAsync(new RoleBindingQuery { Tenant = AccessHost.Acme })).Should().Equal(
            "acme tenant-viewer group staff", "acme tenant-viewer user ulrich", "acme/web-2 tenant-viewer user ulrich");
    }

    [Theory, EveryDatabase]
    public async Task Of_a_resource_only_its_own_go(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.WriteAsync(AccessHost.Acme, t => t with { Namespaces = ["web-2"] });

        await host.RemoveWithinAsync(PermissionScope.Resource(AccessHost.Acme, "web", "api"));

        (await host.BindingsAsync(new RoleBindingQuery { Tenant = AccessHost.Acme })).Should().Equal(
            "acme tenant-viewer group staff", "acme tenant-viewer user ulrich", "acme/web tenant-viewer user ulrich", "acme/web-2 tenant-viewer user ulrich");
    }

    [Theory, EveryDatabase]
    public async Task Of_a_tenant_that_is_not_there_there_is_nothing(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        IReadOnlyList<string> before = await host.BindingsAsync();

        await host.RemoveWithinAsync(PermissionScope.Tenant(TenantId.Parse("nobody")));

        (await host.BindingsAsync()).Should().Equal(before);
    }

    /// <summary>Bindings of every kind in acme, and in one whose id begins alike.</summary>
    private static async Task<AccessHost> StartAsync(AccessDatabase database)
    {
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: ["web", "web-2"]);
        await host.CreateAsync("acme-2", namespaces: "acme-2-web");
        await host.SetRoleAsync(new Role("custom", [new Permission("pods", "read")]));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global));
        await host.BindAsync(AccessHost.Binding(Acme));
        await host.BindAsync(AccessHost.GroupBinding(Acme));
        await host.BindAsync(AccessHost.Binding(Web));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Namespace(AccessHost.Acme, "web-2")));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Resource(AccessHost.Acme, "web", "api"), "custom"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Tenant(TenantId.Parse("acme-2"))));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Namespace(TenantId.Parse("acme-2"), "acme-2-web")));
        return host;
    }
}
