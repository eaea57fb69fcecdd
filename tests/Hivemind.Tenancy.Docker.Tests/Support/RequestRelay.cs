using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Stands between one host and the engine, and sees each of the host's requests before the engine does.</summary>
internal abstract class RequestRelay : IAsyncDisposable
{
    private readonly string _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The engine's socket.</param>
    protected RequestRelay(string target)
    {
        _target = target;
        _listener.Bind(new UnixDomainSocketEndPoint(Socket));
        _listener.Listen(128);
        _ = AcceptAsync();
    }

    public string Socket { get; } = Path.Combine(Path.GetTempPath(), $"hv-{Guid.NewGuid():N}.sock");

    public Uri Endpoint => new($"unix://{Socket}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        File.Delete(Socket);
    }

    /// <summary>What the host sends is about to be handed on.</summary>
    /// <param name="line">The first line of a request; empty for what is none.</param>
    /// <param name="host">Where the host is answered.</param>
    /// <param name="end">Ends with the relay.</param>
    /// <returns>Whether it is handed on; the connection ends otherwise.</returns>
    protected abstract Task<bool> PassesAsync(string line, Socket host, CancellationToken end);

    private static string LineOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\r');
        string line = end > 0 && end < 4096 ? Encoding.ASCII.GetString(bytes[..end]) : string.Empty;
        return line.Contains(" /", StringComparison.Ordinal) && line.Contains(" HTTP/", StringComparison.Ordinal) ? line : string.Empty;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket host = await _listener.AcceptAsync(_end.Token);
                Socket engine = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(_target), _end.Token);
                _ = Task.WhenAll(CopyAsync(host, engine, isFromHost: true), CopyAsync(engine, host, isFromHost: false));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isFromHost)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and int count)
            {
                if (isFromHost && !await PassesAsync(LineOf(buffer.AsSpan(0, count)), from, _end.Token))
                {
                    break;
                }

                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
