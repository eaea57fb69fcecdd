using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>Answers certain requests of a host itself, as an engine in trouble does. What it answers does not reach the engine.</summary>
/// <param name="target">The engine's socket.</param>
/// <param name="answers">The message of an answer 500 to a request, of which it is given the first line; null to hand it on.</param>
internal sealed class FaultRelay(string target, Func<string, string?> answers) : RequestRelay(target)
{
    protected override async Task<bool> PassesAsync(string line, Socket host, CancellationToken end)
    {
        if (line.Length == 0 || answers(line) is not { } message)
        {
            return true;
        }

        string body = $"{{\"message\":\"{message}\"}}";
        string answer = $"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        await host.SendAsync(Encoding.ASCII.GetBytes(answer), end);
        host.Shutdown(SocketShutdown.Send);
        return false;
    }
}
