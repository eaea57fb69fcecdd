using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Transport = Microsoft.AspNetCore.Http.Connections.HttpTransportType;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What runs in a connection ends with it, and how clients come back: what others have reported about SignalR, tried here.</summary>
public sealed class LiveStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string, Transport>> Streams =>
        from method in new[] { nameof(LiveHub.Watch), nameof(LiveHub.WatchRegardless), nameof(LiveHub.WatchChannel) }
        from transport in new[] { Transport.WebSockets, Transport.ServerSentEvents, Transport.LongPolling }
        select new TheoryDataRow<string, Transport>(method, transport);

    /// <summary>aspnet/SignalR 481 and 3190, dotnet/aspnetcore 46861: also one that looks at no token.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Running_stream_ends_and_delivers_nothing_more(string method, Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using LiveClient bob = await LiveClient.ConnectAsync(host, "bob", transport: transport);
        await using IAsyncEnumerator<int> items = bob.Connection.StreamAsync<int>(method, Token).GetAsyncEnumerator(Token);
        host.Source().TryWrite(1);
        (await items.MoveNextAsync()).Should().BeTrue();

        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer);
        await host.HasLiveAsync(0);
        for (int i = 2; i < 100; i++)
        {
            host.Source().TryWrite(i);
        }

        await bob.Closed;
        (await host.Journal().ReadAsync("stream")).Should().Be("ended");
        List<int> more = [];
        try
        {
            while (await items.MoveNextAsync())
            {
                more.Add(items.Current);
            }
        }
        catch (Exception)
        {
            // The connection ended.
        }

        more.Should().BeEmpty();
    }

    /// <summary>dotnet/aspnetcore 19367: a method that runs for long hears that its connection has ended.</summary>
    [Theory]
    [InlineData(Transport.WebSockets)]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Running_method_is_cancelled(Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await using LiveClient alice = await LiveClient.ConnectAsync(host, "alice", transport: transport);
        Task work = alice.Connection.InvokeAsync(nameof(LiveHub.Work), Token);
        (await host.Journal().ReadAsync("work")).Should().Be("begun");

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", Token);

        (await host.Journal().ReadAsync("work")).Should().Be("ended");
        (await host.Journal().ReadAsync("left")).Should().Be("acme/alice");
        await ((Func<Task>)(() => work)).Should().ThrowAsync<Exception>();
    }

    /// <summary>A hub that waits for the client's answer waits no longer.</summary>
    [Fact]
    public async Task Question_to_the_client_is_cancelled()
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await using LiveClient alice = await LiveClient.ConnectAsync(host, "alice");
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        alice.Connection.On("Answer", () =>
        {
            asked.SetResult();
            return answer.Task;
        });
        Task work = alice.Connection.InvokeAsync(nameof(LiveHub.AskBack), Token);
        await asked.Task.WaitAsync(HangLimit.Duration, Token);

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", Token);

        (await host.Journal().ReadAsync("asked")).Should().Be("ended");
        answer.SetResult("too late");
        await ((Func<Task>)(() => work)).Should().ThrowAsync<Exception>();
    }

    /// <summary>dotnet/aspnetcore 21422: a client that reconnects by itself is told not to, or finds the door closed.</summary>
    [Theory]
    [InlineData(Transport.WebSockets)]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Client_that_reconnects_by_itself_does_not_come_back(Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using LiveClient bob = await LiveClient.StartAsync(Reconnecting(host, "bob", transport, isStateful: false));
        await host.PushAsync(1);
        await bob.ReceivesAsync(1);

        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer);
        await host.HasLiveAsync(0);
        await host.PushAsync(2);

        await bob.Closed;
        bob.Connection.State.Should().Be(HubConnectionState.Disconnected);
        bob.Received.Should().Equal(1);
    }

    /// <summary>dotnet/aspnetcore 46691, 67311: a connection that outlives its transport is not found again, and what was sent meanwhile is not replayed.</summary>
    [Fact]
    public async Task Client_of_stateful_reconnect_does_not_come_back()
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await using LiveClient bob = await LiveClient.StartAsync(Reconnecting(host, "bob", Transport.WebSockets, isStateful: true));
        await host.PushAsync(1);
        await bob.ReceivesAsync(1);

        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer);
        await host.HasLiveAsync(0);
        await host.PushAsync(2);

        await bob.Closed;
        (await host.Journal().ReadAsync("left")).Should().Be("acme/bob");
        bob.Received.Should().Equal(1);
    }

    /// <summary>dotnet/aspnetcore 56109, 32431: where the end of the sign-in ends a connection, nothing is kept of it.</summary>
    [Theory]
    [InlineData(Transport.WebSockets)]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Connection_that_ends_with_its_sign_in_is_not_kept(Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync(
            map: app => app.MapHub<LiveHub>("/expiring", options => options.CloseOnAuthenticationExpiration = true).RequireTenant());
        await using LiveClient stays = await LiveClient.ConnectAsync(host, "alice", transport: transport);
        HubConnection connection = host.BuildConnection(
            "alice", "acme", transport, "/expiring", options => options.Headers[HeaderAuthentication.ExpiryHeader] = "1");
        await using LiveClient expires = await LiveClient.StartAsync(connection);

        await expires.Closed;

        await host.HasLiveAsync(1);
        stays.Connection.State.Should().Be(HubConnectionState.Connected);
    }

    private static HubConnection Reconnecting(WebTestHost host, string user, Transport transport, bool isStateful)
    {
        IHubConnectionBuilder builder = new HubConnectionBuilder().WithUrl(new Uri(host.Address, LiveHost.Path), transport, options =>
        {
            options.Headers[HeaderAuthentication.UserHeader] = user;
            options.Headers["X-Tenant-Id"] = "acme";
        });
        builder = isStateful ? builder.WithStatefulReconnect() : builder.WithAutomaticReconnect([TimeSpan.Zero, TimeSpan.Zero]);
        HubConnection connection = builder.Build();
        connection.HandshakeTimeout = HangLimit.Duration;
        connection.ServerTimeout = HangLimit.Duration;
        return connection;
    }
}
