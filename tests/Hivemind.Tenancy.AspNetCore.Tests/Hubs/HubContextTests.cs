using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Transport = Microsoft.AspNetCore.Http.Connections.HttpTransportType;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>All code of a hub that runs for a connection runs in the context of its tenant and user.</summary>
public sealed class HubContextTests
{
    private const string Alice = "acme/alice";

    public static TheoryData<Transport> Transports => [Transport.WebSockets, Transport.ServerSentEvents, Transport.LongPolling];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Invocation_runs_in_the_context_of_its_connection(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);

        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be(Alice);
        (await connection.AskAsync(nameof(ProbeHub.WhoLaterAsync))).Should().Be(Alice);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connecting_and_disconnecting_run_in_the_context_of_the_connection(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);

        (await host.Journal().ReadAsync("connected")).Should().Be(Alice);
        await connection.StopAsync(TestContext.Current.CancellationToken);
        (await host.Journal().ReadAsync("disconnected")).Should().Be(Alice);
    }

    /// <summary>A client that polls cannot even say that it leaves: it is missed after a while.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Disconnecting_runs_in_the_context_of_a_tenant_that_was_suspended_since(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync(
            services: services => services.Configure<ConnectionOptions>(options => options.DisconnectTimeout = TimeSpan.FromSeconds(2)));
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);
        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);

        await connection.StopAsync(TestContext.Current.CancellationToken);

        (await host.Journal().ReadAsync("disconnected")).Should().Be(Alice);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Stream_to_the_client_runs_in_the_context_at_every_step(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);

        foreach (string method in new[]
        {
            nameof(ProbeHub.CountAsync), nameof(ProbeHub.CountLaterAsync), nameof(ProbeHub.CountValueAsync), nameof(ProbeHub.CountNamed),
        })
        {
            List<string> seen = await ReadAsync(connection, method, 3);

            seen.Should().Equal([Alice, Alice, Alice], "{0} streams", method);
            (await host.Journal().ReadAsync("counted")).Should().Be(Alice, "{0} tidies up", method);
        }

        (await host.Journal().ReadAsync("started")).Should().Be(Alice);
        (await host.Journal().ReadAsync("disposed")).Should().Be(Alice);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Channel_to_the_client_is_written_in_the_context(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);

        (await ReadAsync(connection, nameof(ProbeHub.CountChannel), 3)).Should().Equal(Alice, Alice, Alice);
        (await ReadAsync(connection, nameof(ProbeHub.CountChannelLaterAsync), 3)).Should().Equal(Alice, Alice, Alice);
    }

    [Fact]
    public async Task Stream_that_the_client_cancels_tidies_up_in_the_context()
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice");
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await using IAsyncEnumerator<string> stream =
            connection.StreamAsync<string>(nameof(ProbeHub.CountAsync), int.MaxValue, cancel.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await stream.MoveNextAsync();
        await cancel.CancelAsync();

        (await host.Journal().ReadAsync("counted")).Should().Be(Alice);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Stream_from_the_client_is_read_in_the_context(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);

        foreach (string method in new[] { nameof(ProbeHub.CollectAsync), nameof(ProbeHub.CollectChannelAsync) })
        {
            Channel<int> items = Channel.CreateUnbounded<int>();
            Task<List<string>> collecting = connection.InvokeAsync<List<string>>(method, items.Reader, TestContext.Current.CancellationToken);
            await items.Writer.WriteAsync(1, TestContext.Current.CancellationToken);
            await connection.AskAsync(nameof(ProbeHub.Who));
            await items.Writer.WriteAsync(2, TestContext.Current.CancellationToken);
            items.Writer.Complete();

            (await collecting).Should().Equal([Alice, Alice, Alice], "{0} reads", method);
        }
    }

    [Fact]
    public async Task Stream_both_ways_runs_in_the_context()
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice");
        Channel<int> items = Channel.CreateUnbounded<int>();
        await using IAsyncEnumerator<string> echo = connection.StreamAsync<string>(nameof(ProbeHub.EchoAsync), items.Reader, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        for (int i = 0; i < 3; i++)
        {
            await items.Writer.WriteAsync(i, TestContext.Current.CancellationToken);
            (await echo.MoveNextAsync()).Should().BeTrue();
            echo.Current.Should().Be($"{i}:{Alice}");
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Method_that_asks_the_client_back_goes_on_in_the_context(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", transport: transport);
        connection.On("Answer", () => "yes");

        (await connection.AskAsync(nameof(ProbeHub.AskBackAsync))).Should().Be($"yes:{Alice}");
    }

    [Fact]
    public async Task Hub_that_needs_no_tenant_has_a_context_only_if_its_connection_names_one()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: app => app.MapHub<ProbeHub>("/open"), hasDecoy: false);
        await using HubConnection without = await host.ConnectAsync("alice", tenant: null, path: "/open");
        await using HubConnection with = await host.ConnectAsync("alice", path: "/open");

        (await without.AskAsync(nameof(ProbeHub.Who))).Should().Be(Ambient.None);
        (await with.AskAsync(nameof(ProbeHub.Who))).Should().Be(Alice);
        (await without.AskAsync(nameof(ProbeHub.WhoLaterAsync))).Should().Be(Ambient.None);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connections_of_two_tenants_never_mix(Transport transport)
    {
        await using WebTestHost host = await HubTestHost.StartAsync();
        (string User, string Tenant)[] callers = [("alice", "acme"), ("gina", "globex"), ("alice", "acme"), ("gina", "globex")];

        await Task.WhenAll(callers.Select(async caller =>
        {
            await using HubConnection connection = await host.ConnectAsync(caller.User, caller.Tenant, transport);
            string expected = $"{caller.Tenant}/{caller.User}";
            await Parallel.ForEachAsync(
                Enumerable.Range(0, transport == Transport.LongPolling ? 100 : 400),
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
                async (i, _) =>
                {
                    if (i % 10 == 0)
                    {
                        (await ReadAsync(connection, nameof(ProbeHub.CountAsync), 3)).Should().Equal(expected, expected, expected);
                    }
                    else
                    {
                        (await connection.AskAsync(nameof(ProbeHub.WhoLaterAsync))).Should().Be(expected);
                    }
                });
        }));
    }

    private static async Task<List<string>> ReadAsync(HubConnection connection, string method, int count)
    {
        List<string> seen = [];
        await foreach (string who in connection.StreamAsync<string>(method, count, TestContext.Current.CancellationToken))
        {
            seen.Add(who);
        }

        return seen;
    }
}
