namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Both questions of a provider, as the database answers them.</summary>
public sealed class GrantTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);
    private static readonly PermissionScope Web = PermissionScope.Namespace(AccessHost.Acme, "web");
    private static readonly PermissionScope Api = PermissionScope.Resource(AccessHost.Acme, "web", "api");
    private static readonly PermissionScope Globex = PermissionScope.Tenant(TenantId.Parse("globex"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Grants_reach_what_lies_within_their_scope(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.BindAsync(AccessHost.Binding(Web, user: "in-web"));
        await host.BindAsync(AccessHost.Binding(Acme, user: "in-acme"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global, user: "everywhere"));

        (await ReachesAsync("nobody")).Should().BeEmpty();
        (await ReachesAsync("In-Web")).Should().BeEmpty("ids are compared ordinally");
        (await ReachesAsync("in-web")).Should().Equal(Web, Api);
        (await ReachesAsync("in-acme")).Should().Equal(Acme, Web, Api);
        (await ReachesAsync("everywhere")).Should().Equal(PermissionScope.Global, Acme, Web, Api, Globex);

        async Task<IReadOnlyList<PermissionScope>> ReachesAsync(string user)
        {
            List<PermissionScope> reached = [];
            foreach (PermissionScope scope in new[] { PermissionScope.Global, Acme, Web, Api, Globex })
            {
                if (await host.MayAsync(user, "pods:read", scope))
                {
                    reached.Add(scope);
                }
            }

            return reached;
        }
    }

    [Theory, EveryDatabase]
    public async Task Roles_add_up_where_they_meet(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.SetRoleAsync(new Role("deployer", [new Permission("pods", "deploy")]));
        await host.SetRoleAsync(new Role("pods", [new Permission("pods", Permission.Any)]));
        await host.JoinAsync("staff", AccessHost.User);
        await host.BindAsync(AccessHost.Binding(Acme));
        await host.BindAsync(AccessHost.GroupBinding(Acme, "deployer"));
        await host.BindAsync(AccessHost.GroupBinding(Web, "pods"));

        (await host.MayAsync(AccessHost.User, "jobs:read", Acme)).Should().BeTrue();
        (await host.MayAsync(AccessHost.User, "pods:deploy", Acme)).Should().BeTrue();
        (await host.MayAsync(AccessHost.User, "pods:delete", Acme)).Should().BeFalse();
        (await host.MayAsync(AccessHost.User, "pods:delete", Web)).Should().BeTrue();
        (await host.MayAsync(AccessHost.User, "pods:*", Web)).Should().BeTrue();
        (await host.MayAsync(AccessHost.User, "pods:*", Acme)).Should().BeFalse();
        (await host.MayAsync(AccessHost.User, "*:*", Web)).Should().BeFalse();

        await host.SetRoleAsync(new Role("deployer", [new Permission("pods", "delete")]));
        (await host.MayAsync(AccessHost.User, "pods:deploy", Acme)).Should().BeFalse();
        (await host.MayAsync(AccessHost.User, "pods:delete", Acme)).Should().BeTrue();
    }

    [Theory, EveryDatabase]
    public async Task GetScopesAsync_says_where_something_is_held(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await StartAsync(database);
        await host.JoinAsync("staff", AccessHost.User);
        await host.JoinAsync("night", AccessHost.User);
        await host.BindAsync(AccessHost.Binding(Api));
        await host.BindAsync(AccessHost.GroupBinding(Globex));
        await host.BindAsync(AccessHost.GroupBinding(Globex, group: "night"));
        await host.BindAsync(AccessHost.GroupBinding(Acme, group: "others"));

        GrantedScopes scopes = await host.Rbac.GetScopesAsync(AccessHost.User, Cancellation);
        scopes.Scopes.Should().BeEquivalentTo([await host.OfNowAsync(Api), await host.OfNowAsync(Globex)]);
        scopes.Tenants.Select(t => t.Id).Should().Equal(AccessHost.Acme, TenantId.Parse("globex"));
        scopes.IsGlobal.Should().BeFalse();

        await host.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, group: "night"));
        (await host.Rbac.GetScopesAsync(AccessHost.User, Cancellation)).IsGlobal.Should().BeTrue();
        (await host.Rbac.GetScopesAsync("nobody", Cancellation)).Scopes.Should().BeEmpty();
    }

    private static async Task<AccessHost> StartAsync(AccessDatabase database)
    {
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: "web");
        await host.CreateAsync("globex");
        return host;
    }
}
