using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Writes requests byte by byte as they are given, where an HTTP client would put them right.</summary>
internal static class RawClient
{
    /// <summary>Sends text in Latin-1, one byte a character, and reads until the server closes.</summary>
    /// <param name="server">A server of this process.</param>
    /// <param name="request">Whole requests; the last one has to make the server close the connection.</param>
    public static async Task<List<RawAnswer>> SendAsync(Uri server, string request) =>
        RawAnswers.Parse(await ExchangeAsync(server, Encoding.Latin1.GetBytes(request), patience: null), request.StartsWith("HEAD ", StringComparison.Ordinal));

    /// <summary>Sends bytes and reads what comes.</summary>
    /// <param name="server">A server of this process.</param>
    /// <param name="request">What to send.</param>
    /// <param name="patience">How long to wait for an answer before saying that no more is sent; null when the server has to answer and to close.</param>
    public static async Task<byte[]> ExchangeAsync(Uri server, byte[] request, TimeSpan? patience)
    {
        server.IsLoopback.Should().BeTrue();
        using TcpClient client = new();
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(HangLimit.Duration);
        await client.ConnectAsync(server.Host, server.Port, late.Token);
        client.LingerState = new LingerOption(true, 0);
        using MemoryStream answer = new();
        Task reading = ReadAsync(client.GetStream(), answer, late.Token);
        try
        {
            await client.GetStream().WriteAsync(request, late.Token);
            if (patience is { } time && await Task.WhenAny(reading, Task.Delay(time, late.Token)) != reading)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It has read enough: what it answered is there.
        }

        await reading;
        return answer.ToArray();
    }

    private static async Task ReadAsync(NetworkStream stream, MemoryStream answer, CancellationToken cancellationToken)
    {
        try
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }
        catch (IOException)
        {
            // The server closed with something of the request unread.
        }
    }
}
