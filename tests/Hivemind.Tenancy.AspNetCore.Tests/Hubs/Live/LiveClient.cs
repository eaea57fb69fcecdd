using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A client that counts what it is sent.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly ConcurrentQueue<int> _received = new();

    private LiveClient(HubConnection connection)
    {
        Connection = connection;
        Closed = HubDoorTests.ClosedAsync(connection);
        connection.On<int>(LiveHub.News, _received.Enqueue);
    }

    public HubConnection Connection { get; }

    public Task<Exception?> Closed { get; }

    public IReadOnlyCollection<int> Received => _received;

    public static Task<LiveClient> ConnectAsync(
        WebTestHost host, string user, string tenant = "acme", HttpTransportType transport = HttpTransportType.WebSockets, string path = LiveHost.Path) =>
        StartAsync(host.BuildConnection(user, tenant, transport, path));

    public static async Task<LiveClient> StartAsync(HubConnection connection)
    {
        LiveClient client = new(connection);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public Task ReceivesAsync(int news) => HangLimit.UntilAsync(
        $"it has received {news}", () => Task.FromResult(_received.Contains(news)), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
