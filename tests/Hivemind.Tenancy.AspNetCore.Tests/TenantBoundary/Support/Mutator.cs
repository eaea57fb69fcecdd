using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Spoils requests in one to four ways, the same ones for the same random numbers.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string?> users)
{
    /// <summary>Spoils a request.</summary>
    /// <returns>The bytes to send, and whether they are one complete request, which a server has to answer.</returns>
    public (byte[] Bytes, bool IsWhole) Spoil(AttackRequest request)
    {
        request = request.As(Pick(users));
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            request = SpoilOnce(request);
        }

        byte[] bytes = request.ToBytes();
        if (random.Next(12) == 0)
        {
            return (SpoilBytes(bytes), false);
        }

        // What says how long the body is, or where the head ends, may have been spoilt.
        return (bytes, !request.Headers.Any(h => IsFraming(h.Name) || h.Value.Contains('\n', StringComparison.Ordinal)));
    }

    private static bool IsFraming(string name) =>
        name.Trim().ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONNECTION" or "EXPECT" or "UPGRADE" or "";

    private AttackRequest SpoilOnce(AttackRequest request) => random.Next(18) switch
    {
        0 or 1 or 2 => Swap(request),
        9 => request with { Target = SpoilPath(request.Target) },
        3 => request with { Target = request.Target + (request.Target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Pick(Nasty.Queries) },
        4 => SpoilHeaders(request),
        5 => request with { Method = Pick(Nasty.Methods) },
        6 => request with { Host = Pick<string>(["globex.test", "globex.example.test", "GLOBEX.example.test.", "acme.globex.example.test", "www.example.test", "a..b", "", "[::1]", "acme.test@globex.test", "acme.test, globex.test", "globex.test:99999"]) },
        7 => request with { Target = Pick<string>(["http://globex.test", "//globex.test", "/t/globex", "/none", "*", "/api/v1/../../t/globex"]) + request.Target },
        8 => request with { IsChunked = !request.IsChunked, Version = random.Next(4) == 0 ? Pick<string>(["HTTP/1.0", "HTTP/1.0", "HTTP/1.0", "HTTP/2.0", ""]) : request.Version },
        _ => SpoilBody(request),
    };

    /// <summary>One tenant's ids for the other's.</summary>
    private AttackRequest Swap(AttackRequest request)
    {
        string body = request.Body is null ? string.Empty : Encoding.Latin1.GetString(request.Body);
        bool back = random.Next(5) == 0;
        string Other(string text) => back ? text.Replace("globex", "acme", StringComparison.Ordinal) : text.Replace("acme", "globex", StringComparison.Ordinal);
        return request with
        {
            Target = Other(request.Target),
            Host = random.Next(2) == 0 ? Other(request.Host) : request.Host,
            Headers = [.. request.Headers.Select(h => (h.Name, random.Next(3) == 0 ? h.Value : Other(h.Value)))],
            Body = request.Body is null ? null : Encoding.Latin1.GetBytes(Other(body)),
        };
    }

    private string SpoilPath(string target)
    {
        string[] parts = target.Split('?', 2);
        List<string> segments = [.. parts[0].Split('/')];
        int at = random.Next(1, Math.Max(2, segments.Count));
        switch (random.Next(6))
        {
            case 0:
                segments.Insert(Math.Min(at, segments.Count), Pick(Nasty.Segments));
                break;
            case 1 when at < segments.Count && segments.Count > 2:
                segments.RemoveAt(at);
                break;
            case 2 when at < segments.Count && segments[at].Length > 0:
                segments[at] = SpoilSegment(segments[at]);
                break;
            case 3:
                segments.Add(Pick<string>(["", ".", "..", "%2e%2e", ";x=y"]));
                break;
            default:
                segments[Math.Min(at, segments.Count - 1)] = Pick(Nasty.Segments);
                break;
        }

        string path = string.Join('/', segments);
        return parts.Length == 1 ? path : $"{path}?{parts[1]}";
    }

    private string SpoilSegment(string segment)
    {
        int at = random.Next(segment.Length);
        return random.Next(4) switch
        {
            0 => segment.ToUpperInvariant(),
            1 => $"{segment[..at]}%{(int)segment[at]:x2}{segment[(at + 1)..]}",
            2 => segment + Pick<string>([";", "%00", "%20", ".", "%2e", "%09", "%7f", "%C2%AD", "%E2%80%8B", ",globex"]),
            _ => segment[..at] + Pick(Nasty.Segments) + segment[at..],
        };
    }

    private AttackRequest SpoilHeaders(AttackRequest request)
    {
        List<(string Name, string Value)> headers = [.. request.Headers];
        (string, string) added = Pick(Nasty.Headers);
        int at = random.Next(headers.Count + 1);
        if (at < headers.Count && headers[at].Name == HeaderAuthentication.ClaimHeader)
        {
            // What the host's authentication makes of it is not under test.
            headers[at] = (headers[at].Name, $"tenant={added.Item2}");
        }
        else if (at < headers.Count && random.Next(2) == 0)
        {
            headers[at] = (headers[at].Name, added.Item2);
        }
        else if (at < headers.Count && random.Next(3) == 0)
        {
            headers.RemoveAt(at);
        }
        else
        {
            headers.Insert(at, added);
        }

        return request with { Headers = headers };
    }

    private AttackRequest SpoilBody(AttackRequest request)
    {
        if (request.Body is null)
        {
            return random.Next(3) == 0 ? request with { Body = Encoding.UTF8.GetBytes(Pick(Nasty.Json)) } : request;
        }

        JsonMutator json = new(random);
        byte[] body = random.Next(8) switch
        {
            0 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(request.Body)),
            1 => [0xEF, 0xBB, 0xBF, .. request.Body],
            2 => SpoilBytes(request.Body),
            3 => Encoding.UTF8.GetBytes(Pick(Nasty.Json)),
            _ => Encoding.UTF8.GetBytes(json.Spoil(Encoding.UTF8.GetString(request.Body))),
        };
        return request with { Body = body };
    }

    private byte[] SpoilBytes(byte[] bytes)
    {
        List<byte> spoilt = [.. bytes];
        for (int left = random.Next(1, 4); left > 0 && spoilt.Count > 0; left--)
        {
            int at = random.Next(spoilt.Count);
            switch (random.Next(4))
            {
                case 0:
                    spoilt[at] = (byte)random.Next(256);
                    break;
                case 1:
                    spoilt.Insert(at, Pick<byte>([0, (byte)'\r', (byte)'\n', (byte)' ', (byte)'/', (byte)':', 0xFF, 0xC0]));
                    break;
                case 2:
                    spoilt.RemoveAt(at);
                    break;
                default:
                    spoilt[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. spoilt];
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
