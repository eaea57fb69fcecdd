using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Stands between clients and the server, and breaks a connection at the moment a test names.</summary>
public sealed class PostgresRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile Cut _next;

    public PostgresRelay(string connectionString)
    {
        NpgsqlConnectionStringBuilder target = new(connectionString);
        _server = target.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}")
            : new DnsEndPoint(target.Host, target.Port);
        _listener.Start();
        target.Host = "127.0.0.1";
        target.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = target.ConnectionString;
        _accepting = AcceptAsync();
    }

    private int _passing;
    private volatile bool _isAnswerLost;

    private enum Cut
    {
        None,
        BeforeRequest,
        BeforeAnswer,
    }

    public string ConnectionString { get; }

    /// <summary>A request does not reach the server.</summary>
    /// <param name="after">How many are let pass before it.</param>
    public void LoseRequest(int after = 0) => (_passing, _next) = (after, Cut.BeforeRequest);

    /// <summary>A request reaches the server and is done there; its answer reaches nobody.</summary>
    /// <param name="after">How many answers are let pass before it.</param>
    public void LoseAnswer(int after = 0) => (_passing, _next) = (after, Cut.BeforeAnswer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (Socket server = _server is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
                await await Task.WhenAny(CopyAsync(client, server, fromClient: true), CopyAsync(server, client, fromClient: false));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The connection ends with the test, or one of its sides has gone: nothing to report.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool fromClient)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int count)
        {
            // Terminate, which a client that closes sends, is no request. An answer may come in pieces: what is counted are requests.
            bool isRequest = fromClient && buffer[0] != 'X' && _next != Cut.None && Interlocked.Decrement(ref _passing) < 0;
            if ((isRequest && _next == Cut.BeforeRequest) || (!fromClient && _isAnswerLost))
            {
                (_next, _isAnswerLost) = (Cut.None, false);
                return;
            }

            _isAnswerLost |= isRequest;
            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
