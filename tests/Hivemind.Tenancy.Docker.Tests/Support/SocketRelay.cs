using System.Net.Sockets;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>A socket that hands on to another until it is cut: an engine that can be taken away from one host alone.</summary>
internal sealed class SocketRelay : IAsyncDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hv-{Guid.NewGuid():N}.sock");
    private readonly string _target;
    private CancellationTokenSource _cut = new();
    private Socket? _listener;

    public SocketRelay(string target)
    {
        _target = target;
        Mend();
    }

    public Uri Endpoint => new($"unix://{_path}");

    /// <summary>Ends every connection, and takes no other.</summary>
    public async Task CutAsync()
    {
        await _cut.CancelAsync();
        _listener?.Dispose();
        File.Delete(_path);
    }

    /// <summary>Takes connections again.</summary>
    public void Mend()
    {
        _cut = new CancellationTokenSource();
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(128);
        _ = AcceptAsync(_listener, _cut.Token);
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(Socket listener, CancellationToken cut)
    {
        try
        {
            while (true)
            {
                Socket from = await listener.AcceptAsync(cut);
                Socket to = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await to.ConnectAsync(new UnixDomainSocketEndPoint(_target), cut);
                _ = Task.WhenAll(CopyAsync(from, to, cut), CopyAsync(to, from, cut)).ContinueWith(
                    _ =>
                    {
                        from.Dispose();
                        to.Dispose();
                    },
                    TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is cut.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken cut)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cut) is > 0 and int count)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cut);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Close();
            to.Close();
        }
    }
}
