using System.Globalization;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A request that can be taken apart and put together wrongly.</summary>
internal sealed record AttackRequest
{
    private const string Json = "application/json";

    public required string Method { get; init; }

    /// <summary>Path and query as they are sent.</summary>
    public required string Target { get; init; }

    /// <summary>Who sends it; null for nobody.</summary>
    public string? User { get; init; } = "mallory";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    public string Host { get; init; } = "localhost";

    public string Version { get; init; } = "HTTP/1.1";

    /// <summary>In chunks with a trailer, not with a length.</summary>
    public bool IsChunked { get; init; }

    /// <summary><c>GET /who as mallory</c>, with headers in lines and the body last.</summary>
    public static AttackRequest Of(string method, string target, string? json = null, params (string Name, string Value)[] headers) => new()
    {
        Method = method,
        Target = target,
        Body = json is null ? null : Encoding.UTF8.GetBytes(json),
        Headers = json is null ? headers : [("Content-Type", method == "PATCH" ? "application/merge-patch+json" : Json), .. headers],
    };

    public AttackRequest With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public AttackRequest As(string? user) => this with { User = user };

    /// <summary>The text to send, a character a byte, unless a character above 0xFF stands in it: that is sent in UTF-8.</summary>
    public byte[] ToBytes()
    {
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"{Method} {Target} {Version}\r\nHost: {Host}\r\nConnection: close\r\n");
        if (User is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"{HeaderAuthentication.UserHeader}: {User}\r\n");
        }

        foreach ((string name, string value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (Body is not null)
        {
            head.Append(IsChunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {Body.Length}\r\n");
        }

        head.Append("\r\n");
        return [.. Encode(head.ToString()), .. Body is null ? [] : IsChunked ? InChunks(Body) : Body];
    }

    /// <summary>As text, for <see cref="RawClient.SendAsync"/>.</summary>
    public string ToText() => Encoding.Latin1.GetString(ToBytes());

    private static byte[] Encode(string text) => text.Any(c => c > 0xFF) ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text);

    private static byte[] InChunks(byte[] body)
    {
        List<byte> bytes = [];
        foreach (byte[] chunk in body.Chunk(7))
        {
            bytes.AddRange(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            bytes.AddRange(chunk);
            bytes.AddRange("\r\n"u8);
        }

        bytes.AddRange("0\r\nX-Tenant-Id: globex\r\nX-Test-User: gina\r\n\r\n"u8);
        return [.. bytes];
    }
}
