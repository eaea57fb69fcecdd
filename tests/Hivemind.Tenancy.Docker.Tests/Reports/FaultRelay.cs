using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>
/// Stands between one host and the engine, and answers certain requests itself, as an engine in trouble does. What it answers does not reach
/// the engine.
/// </summary>
internal sealed class FaultRelay : IAsyncDisposable
{
    private readonly string _target;
    private readonly Func<string, string?> _answers;
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hv-{Guid.NewGuid():N}.sock");

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The engine's socket.</param>
    /// <param name="answers">The message of an answer 500 to a request, of which it is given the first line; null to hand it on.</param>
    public FaultRelay(string target, Func<string, string?> answers)
    {
        _target = target;
        _answers = answers;
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(128);
        _ = AcceptAsync();
    }

    public Uri Endpoint => new($"unix://{_path}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        File.Delete(_path);
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
                if (isFromHost && AnswerTo(buffer.AsSpan(0, count)) is { } message)
                {
                    string body = $"{{\"message\":\"{message}\"}}";
                    string answer = $"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
                    await from.SendAsync(Encoding.ASCII.GetBytes(answer), _end.Token);
                    from.Shutdown(SocketShutdown.Send);
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

    private string? AnswerTo(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\r');
        string line = end > 0 && end < 4096 ? Encoding.ASCII.GetString(bytes[..end]) : string.Empty;
        return line.Contains(" HTTP/", StringComparison.Ordinal) ? _answers(line) : null;
    }
}
