using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Transport = Microsoft.AspNetCore.Http.Connections.HttpTransportType;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Permissions that hubs and their methods ask for, at each invocation.</summary>
public sealed class HubPermissionTests
{
    public static TheoryData<Transport> Transports => HubContextTests.Transports;

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Method_asks_for_its_permission_at_each_invocation(Transport transport)
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", transport: transport, path: "/guarded");

        (await connection.AskAsync(nameof(GuardedHub.Free))).Should().Be("acme/bob");
        await connection.ShouldRefuseAsync(TenancyProblemTypes.PermissionDenied, nameof(GuardedHub.Deploy));

        await host.BindAsync("bob", BuiltInRoles.TenantOperator);
        (await connection.AskAsync(nameof(GuardedHub.Deploy))).Should().Be("acme/bob");

        await host.UnbindAsync("bob", BuiltInRoles.TenantOperator);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.PermissionDenied, nameof(GuardedHub.Deploy));
    }

    [Fact]
    public async Task Class_asks_for_its_permission_at_each_invocation()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await host.BindAsync("bob", BuiltInRoles.TenantOperator);
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/deploy");
        (await connection.AskAsync(nameof(DeployHub.Who))).Should().Be("acme/bob");

        await host.UnbindAsync("bob", BuiltInRoles.TenantOperator);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.PermissionDenied, nameof(DeployHub.Who));

        await host.BindAsync("bob", BuiltInRoles.TenantOperator);
        (await connection.AskAsync(nameof(DeployHub.Who))).Should().Be("acme/bob");
    }

    [Fact]
    public async Task Stream_asks_for_its_permission()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/guarded");
        await using HubConnection owners = await host.ConnectAsync("alice", path: "/guarded");

        Func<Task> stream = async () => await connection.StreamAsync<string>(nameof(GuardedHub.WatchDeploys), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync();

        (await stream.Should().ThrowAsync<HubException>()).WithMessage($"*{TenancyProblemTypes.PermissionDenied}*");
        await foreach (string who in owners.StreamAsync<string>(nameof(GuardedHub.WatchDeploys), TestContext.Current.CancellationToken))
        {
            who.Should().Be("acme/alice");
        }
    }

    [Fact]
    public async Task Each_of_several_permissions_is_needed()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/guarded");

        await ShouldLackAsync(connection, nameof(GuardedHub.ReadAndStop), "It takes containers:stop at acme.");

        await host.BindAsync("bob", BuiltInRoles.TenantOperator);
        (await connection.AskAsync(nameof(GuardedHub.ReadAndStop))).Should().Be("acme/bob");
    }

    [Fact]
    public async Task Overridden_method_keeps_its_permission()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/derived");

        await ShouldLackAsync(connection, nameof(DerivedHub.Deploy), "It takes containers:deploy at acme.");
        (await connection.AskAsync(nameof(DerivedHub.Free))).Should().Be("acme/bob");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Permission_in_the_namespace_of_the_route_is_enough(Transport transport)
    {
        await using WebTestHost host = await StartAsync();
        await host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantOperator.Id, PermissionScope.Namespace(WebTestHost.Acme, "acme-web")),
            TestContext.Current.CancellationToken);
        await using HubConnection here = await host.ConnectAsync("bob", transport: transport, path: "/in/acme-web/guarded");
        await using HubConnection there = await host.ConnectAsync("bob", transport: transport, path: "/in/acme-db/guarded");
        await using HubConnection nowhere = await host.ConnectAsync("bob", transport: transport, path: "/guarded");

        (await here.AskAsync(nameof(GuardedHub.DeployHere))).Should().Be("acme/bob");
        await ShouldLackAsync(here, nameof(GuardedHub.Deploy), "It takes containers:deploy at acme.");
        await ShouldLackAsync(there, nameof(GuardedHub.DeployHere), "It takes containers:deploy at acme/acme-db.");
        await nowhere.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound, nameof(GuardedHub.DeployHere));
    }

    /// <summary>SignalR itself decides this one, and says no more than that.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Named_policy_asks_for_its_permission_at_each_invocation(Transport transport)
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", transport: transport, path: "/guarded");
        Func<Task> invoke = () => connection.AskAsync(nameof(GuardedHub.DeployByPolicy));

        (await invoke.Should().ThrowAsync<HubException>()).WithMessage("*unauthorized*");

        await host.BindAsync("bob", BuiltInRoles.TenantOperator);
        (await connection.AskAsync(nameof(GuardedHub.DeployByPolicy))).Should().Be("acme/bob");

        await host.UnbindAsync("bob", BuiltInRoles.TenantOperator);
        (await invoke.Should().ThrowAsync<HubException>()).WithMessage("*unauthorized*");
    }

    [Fact]
    public async Task Named_policy_does_not_open_a_suspended_tenant()
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", path: "/guarded");
        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);

        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotActive, nameof(GuardedHub.DeployByPolicy));
    }

    /// <summary>A method asks for a permission; neither its class nor the endpoint asks for a tenant, and there is none.</summary>
    [Fact]
    public async Task Method_that_asks_for_a_permission_is_closed_without_a_tenant()
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection without = await host.ConnectAsync("alice", tenant: null, path: "/half-open");
        await using HubConnection with = await host.ConnectAsync("alice", path: "/half-open");

        await without.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound, nameof(HalfOpenHub.Deploy));
        (await without.AskAsync(nameof(HalfOpenHub.Free))).Should().Be("decoy");
        (await with.AskAsync(nameof(HalfOpenHub.Deploy))).Should().Be("acme/alice");
    }

    /// <summary>Invocations of one connection share its request, and run side by side: each says what it lacks itself.</summary>
    [Fact]
    public async Task Refusal_names_the_permission_of_its_own_invocation()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/guarded");

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) =>
            {
                switch (i % 3)
                {
                    case 0:
                        await ShouldLackAsync(connection, nameof(GuardedHub.Deploy), "It takes containers:deploy at acme.");
                        break;
                    case 1:
                        await ShouldLackAsync(connection, nameof(GuardedHub.ReadAndStop), "It takes containers:stop at acme.");
                        break;
                    default:
                        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound, nameof(GuardedHub.DeployHere));
                        break;
                }
            });
    }

    private static Task<WebTestHost> StartAsync() => HubTestHost.StartAsync(
        hasFeed: false,
        map: HubDoorTests.MapGuarded,
        services: services => services.AddAuthorization(
            options => options.AddPolicy(GuardedHub.Policy, policy => policy.RequireTenantPermission("containers", "deploy"))));

    private static async Task ShouldLackAsync(HubConnection connection, string method, string detail)
    {
        Func<Task> invoke = () => connection.AskAsync(method);
        (await invoke.Should().ThrowAsync<HubException>()).Which.Message.Should().Contain(TenancyProblemTypes.PermissionDenied).And.EndWith(detail);
    }
}
