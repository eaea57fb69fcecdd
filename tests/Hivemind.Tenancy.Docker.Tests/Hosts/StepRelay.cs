using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>
/// Stands between one host and the engine, and stops before one of the host's requests: what came before it takes effect, it and whatever
/// follows does not. So a host can be killed between two certain steps.
/// </summary>
internal sealed class StepRelay : IAsyncDisposable
{
    private readonly string _target;
    private readonly Func<string, bool> _holds;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string> _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The engine's socket.</param>
    /// <param name="holds">Whether it stops before a request, of which it is given the first line; asked of one after the other.</param>
    public StepRelay(string target, Func<string, bool> holds)
    {
        _target = target;
        _holds = holds;
        _listener.Bind(new UnixDomainSocketEndPoint(Socket));
        _listener.Listen(128);
        _ = AcceptAsync();
    }

    public string Socket { get; } = Path.Combine(Path.GetTempPath(), $"hv-{Guid.NewGuid():N}.sock");

    /// <summary>The request that it has stopped before.</summary>
    public Task<string> Held => _held.Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        File.Delete(Socket);
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
                if (isFromHost && IsHeld(buffer.AsSpan(0, count)))
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
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

    private bool IsHeld(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\r');
        string line = end > 0 && end < 4096 ? Encoding.ASCII.GetString(bytes[..end]) : string.Empty;
        bool isRequest = line.Contains(" /", StringComparison.Ordinal) && line.Contains(" HTTP/", StringComparison.Ordinal);
        lock (_holds)
        {
            if (!_held.Task.IsCompleted && isRequest && _holds(line))
            {
                _held.TrySetResult(line);
            }

            return _held.Task.IsCompleted;
        }
    }
}
