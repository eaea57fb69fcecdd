using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Sends a request line as it is written, and headers of one name on lines of their own: <see cref="HttpClient"/> tidies up both.</summary>
internal static class RawHttp
{
    /// <summary>Sends GET as a user; returns the whole answer.</summary>
    public static async Task<string> GetAsync(WebTestHost host, string target, string user, params string[] headers)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        List<string> lines = [$"GET {target} HTTP/1.1", $"{HeaderAuthentication.UserHeader}: {user}", "Connection: close", .. headers];
        if (!headers.Any(h => h.StartsWith("Host:", StringComparison.Ordinal)))
        {
            lines.Add("Host: localhost");
        }

        string request = string.Concat(lines.Select(line => line + "\r\n")) + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
