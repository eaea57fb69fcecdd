using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Transport = Microsoft.AspNetCore.Http.Connections.HttpTransportType;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The verified door: at connecting, and again at each invocation, also where no event has ended the connection yet.</summary>
public sealed class HubDoorTests
{
    public static TheoryData<Transport> Transports => HubContextTests.Transports;

    [Theory]
    [InlineData("stranger", "acme", "/hub")]
    [InlineData("alice", "globex", "/hub")]
    [InlineData("alice", "no-such", "/hub")]
    [InlineData("alice", null, "/hub")]
    [InlineData("stranger", "acme", "/guarded")]
    [InlineData("alice", null, "/guarded")]
    [InlineData("alice", null, "/deploy")]
    public async Task Stranger_gets_no_connection(string user, string? tenant, string path)
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: MapGuarded);

        foreach (Transport transport in new[] { Transport.WebSockets, Transport.ServerSentEvents, Transport.LongPolling })
        {
            Func<Task> negotiate = () => host.ConnectAsync(user, tenant, transport, path);
            (await negotiate.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.NotFound);
        }

        Func<Task> connect = () => host.ConnectAsync(user, tenant, path: path, configure: o => o.SkipNegotiation = true);
        (await connect.Should().ThrowAsync<WebSocketException>()).WithMessage("*404*");
    }

    [Fact]
    public async Task Nobody_gets_no_connection()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: MapGuarded);

        foreach (string path in new[] { "/hub", "/guarded", "/deploy" })
        {
            Func<Task> negotiate = () => host.ConnectAsync("", path: path);
            (await negotiate.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            Func<Task> connect = () => host.ConnectAsync("", path: path, configure: o => o.SkipNegotiation = true);
            (await connect.Should().ThrowAsync<WebSocketException>()).WithMessage("*401*");
        }
    }

    [Fact]
    public async Task Missing_permission_of_the_class_gets_no_connection()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: MapGuarded);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);

        Func<Task> connect = () => host.ConnectAsync("bob", path: "/deploy");

        (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Suspended_tenant_is_refused_until_it_is_resumed()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(hasFeed: false);
        await using HubConnection connection = await host.ConnectAsync("alice");

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotActive);
        Func<Task> stream = async () => await connection.StreamAsync<string>(nameof(ProbeHub.CountAsync), 1, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync();
        (await stream.Should().ThrowAsync<HubException>()).WithMessage($"*{TenancyProblemTypes.TenantNotActive}*");

        await host.Tenants.ResumeTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);
        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/alice");
    }

    [Fact]
    public async Task User_who_lost_access_is_refused_until_it_is_given_back()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(hasFeed: false);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using HubConnection connection = await host.ConnectAsync("bob");
        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/bob");

        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound);

        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/bob");
    }

    /// <summary>Without WebSockets every message is a request of its own, which the middleware turns away.</summary>
    [Theory]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Suspended_tenant_cannot_send_by_requests(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync(hasFeed: false);
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);
        Task<Exception?> closed = ClosedAsync(connection);
        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);

        // A poll may have been turned away already.
        Func<Task> invoke = () => connection.AskAsync(nameof(ProbeHub.Tell), "told");
        await invoke.Should().ThrowAsync<Exception>();
        (await closed).Should().BeOfType<HttpRequestException>().Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);

        await host.Tenants.ResumeTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);
        await using HubConnection again = await host.ConnectAsync("alice", transport: transport);
        (await again.AskAsync(nameof(ProbeHub.Tell), "told again")).Should().Be("acme/alice");
        (await host.Journal().ReadAsync("told")).Should().Be("told again", "the first message never arrived");
    }

    [Fact]
    public async Task Deleted_tenant_is_refused_also_to_the_owner_of_another_of_its_id()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(hasFeed: false);
        await using HubConnection connection = await host.ConnectAsync("alice");

        await host.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: TestContext.Current.CancellationToken);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound);

        await host.CreateAsync(WebTestHost.Acme, "alice");
        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotFound);
        await using HubConnection another = await host.ConnectAsync("alice");
        (await another.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/alice");
    }

    /// <summary>A client that is let into two tenants names the second in every request after the one that connected.</summary>
    [Theory]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Later_requests_of_a_connection_never_take_it_to_another_tenant(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync(hasFeed: false);
        await host.BindAsync("alice", BuiltInRoles.TenantAdmin, WebTestHost.Globex);
        HeaderSwitch header = new("X-Tenant-Id");
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport, configure: header.Attach);

        header.Value = "globex";
        for (int i = 0; i < 5; i++)
        {
            (await connection.AskAsync(nameof(ProbeHub.WhoLaterAsync))).Should().Be("acme/alice");
        }

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);
        await connection.ShouldRefuseAsync(TenancyProblemTypes.TenantNotActive);
        header.Sent.Should().BeGreaterThan(5);
    }

    /// <summary>Connecting is several requests, too: the tenant is the one of the request that carries the connection, not of negotiation.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Negotiation_for_one_tenant_does_not_decide_for_a_connection_for_another(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await host.BindAsync("alice", BuiltInRoles.TenantAdmin, WebTestHost.Globex);

        HeaderSwitch header = new("X-Tenant-Id") { Value = "globex", IsForNegotiationOnly = true };
        await using HubConnection connection = await host.ConnectAsync("alice", "acme", transport, configure: header.Attach);

        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/alice");
        header.Sent.Should().Be(1);
    }

    /// <summary>Also one who learnt the connection's id.</summary>
    [Theory]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Stranger_cannot_send_to_a_connection(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        HeaderSwitch header = new(HeaderAuthentication.UserHeader);
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport, configure: header.Attach);

        Task<Exception?> closed = ClosedAsync(connection);

        header.Value = "stranger";
        Func<Task> invoke = () => connection.AskAsync(nameof(ProbeHub.Who));

        await invoke.Should().ThrowAsync<Exception>();
        (await closed).Should().BeOfType<HttpRequestException>().Which.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    /// <summary>Who is let into the tenant, too, and learnt the connection's id, sends to it as the user that it belongs to, or not at all.</summary>
    [Theory]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Connection_never_passes_to_another_user(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: MapGuarded);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        HeaderSwitch header = new(HeaderAuthentication.UserHeader);
        await using HubConnection connection = await host.ConnectAsync("bob", transport: transport, path: "/guarded", configure: header.Attach);

        header.Value = "alice";
        for (int i = 0; i < 5; i++)
        {
            (await connection.AskAsync(nameof(GuardedHub.Free))).Should().Be("acme/bob");
            await connection.ShouldRefuseAsync(TenancyProblemTypes.PermissionDenied, nameof(GuardedHub.Deploy));
        }
    }

    /// <summary>Completes with why the connection ended.</summary>
    internal static Task<Exception?> ClosedAsync(HubConnection connection)
    {
        TaskCompletionSource<Exception?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += because =>
        {
            closed.TrySetResult(because);
            return Task.CompletedTask;
        };
        return closed.Task.WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken);
    }

    internal static void MapGuarded(WebApplication app)
    {
        app.MapHub<GuardedHub>("/guarded");
        app.MapHub<DerivedHub>("/derived");
        app.MapHub<DeployHub>("/deploy");
        app.MapHub<HalfOpenHub>("/half-open");
        app.MapHub<UnwelcomingHub>("/unwelcoming").RequireTenant();
        app.MapHub<GuardedHub>("/in/{ns}/guarded");
    }
}
