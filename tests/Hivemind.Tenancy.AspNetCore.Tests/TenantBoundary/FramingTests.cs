using System.Globalization;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Where one request ends and the next begins.</summary>
public sealed class FramingTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private const string Allocations = "POST /api/v1/tenants/acme/allocations HTTP/1.1\r\nHost: localhost\r\nX-Test-User: mallory\r\nContent-Type: application/json\r\n";
    private const string Body = """{"id":"framed","amounts":{"cpu":0.001}}""";
    private const string Smuggled = "GET /who HTTP/1.1\r\nHost: localhost\r\nX-Test-User: mallory\r\nX-Tenant-Id: acme\r\nConnection: close\r\n\r\n";

    private readonly AttackedHost _host = fixture.Host;

    [Theory]
    [InlineData("Content-Length: 39\r\nContent-Length: 5")]
    [InlineData("Content-Length: 39\r\nContent-Length: 39")]
    [InlineData("Content-Length: 39, 39")]
    [InlineData("Content-Length: -39")]
    [InlineData("Content-Length: 0x27")]
    [InlineData("Content-Length: 39.0")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length : 39")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: identity\r\nTransfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding:\0chunked")]
    [InlineData("X-A: b\r\n Transfer-Encoding: chunked")]
    public async Task Length_that_is_unclear_is_refused_and_ends_the_connection(string headers)
    {
        List<RawAnswer> answers = await SendAsync($"{Allocations}{headers}\r\n\r\n{Body}{Smuggled}");

        answers.Should().ContainSingle().Which.Status.Should().BeInRange(400, 499);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 400")]
    [InlineData("Transfer-Encoding: Chunked\r\nContent-Length: 0")]
    public async Task Length_and_chunks_together_hide_no_request(string headers)
    {
        // However the server reads it, the connection ends with it (RFC 9112, 6.1).
        List<RawAnswer> answers = await SendAsync($"{Allocations}{headers}\r\n\r\n27\r\n{Body}\r\n0\r\n\r\n{Get("/who", "vera", "acme", last: true)}");

        answers.Should().ContainSingle().Which.Status.Should().BeOneOf([201, 400], "the answer was {0}", answers[0]);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("7FFFFFFF8\r\n")]
    [InlineData("27")]
    [InlineData("5\r\n{\"id\"X0\r\n\r\n")]
    [InlineData("0x27\r\n")]
    [InlineData("\r\n")]
    public async Task Chunk_that_is_malformed_is_refused(string chunk)
    {
        List<RawAnswer> answers = await SendAsync($"{Allocations}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunk}{Body}\r\n0\r\n\r\n");

        answers.Should().ContainSingle().Which.Status.Should().BeInRange(400, 499);
    }

    [Fact]
    public async Task Trailers_are_no_headers()
    {
        string trailers = "X-Tenant-Id: globex\r\nX-Test-User: gina\r\nHost: globex.test\r\nContent-Length: 3\r\n\r\n";

        List<RawAnswer> answers = await SendAsync(
            $"POST /who HTTP/1.1\r\nHost: localhost\r\nX-Test-User: vera\r\nX-Tenant-Id: acme\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n{trailers}{Get("/who", "vera", "acme", last: true)}");

        answers.Should().HaveCount(2).And.AllSatisfy(a => a.Body.Should().StartWith("acme as vera:"));
    }

    [Fact]
    public async Task Request_in_a_body_is_no_request()
    {
        List<RawAnswer> answers = await SendAsync(
            $"GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}{Get("/open", null, null, last: true)}");

        answers.Select(a => a.Body).Should().Equal("nobody", "nobody");
    }

    [Fact]
    public async Task Requests_of_different_users_on_one_connection_keep_apart()
    {
        (string? User, string? Tenant, string Answer)[] turns =
        [
            ("mallory", "acme", "acme as mallory:"), ("gina", "globex", "globex as gina:"), (null, null, "nobody"), ("mallory", null, "nobody"), ("gina", "acme", "No such tenant."),
            (null, "globex", "nobody"), ("stranger", "globex", "No such tenant."), ("vera", "acme", "acme as vera:"), ("mallory", "globex", "No such tenant."),
        ];
        StringBuilder requests = new();
        for (int i = 0; i < 20; i++)
        {
            foreach ((string? user, string? tenant, _) in turns)
            {
                requests.Append(Get("/open", user, tenant));
            }
        }

        requests.Append(Get("/open", null, null, last: true));

        List<RawAnswer> answers = await RawClient.SendAsync(_host.Address, requests.ToString());

        answers.Should().HaveCount((20 * turns.Length) + 1);
        for (int i = 0; i < answers.Count; i++)
        {
            answers[i].Body.Should().Contain(turns[i % turns.Length].Answer is var expected && i < answers.Count - 1 ? expected : "nobody");
        }

        await _host.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("Content-Length: 2097152")]
    [InlineData("Content-Length: 29999999")]
    [InlineData("Content-Length: 99999999999")]
    [InlineData("Content-Length: 9223372036854775807")]
    public async Task Body_that_says_it_is_too_long_is_refused_unread(string header)
    {
        List<RawAnswer> answers = await SendAsync($"{Allocations}{header}\r\nConnection: close\r\n\r\n");

        answers.Should().ContainSingle().Which.Status.Should().Be(413);
    }

    [Fact]
    public async Task Body_in_chunks_that_grows_too_long_is_refused()
    {
        string chunk = string.Create(CultureInfo.InvariantCulture, $"10000\r\n{new string(' ', 0x10000)}\r\n");

        List<RawAnswer> answers = await SendAsync(
            $"{Allocations}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{string.Concat(Enumerable.Repeat(chunk, 20))}0\r\n\r\n");

        answers.Should().ContainSingle().Which.Status.Should().Be(413);
    }

    /// <summary>The server does not judge trailers as it does headers: reading the body throws.</summary>
    [Theory]
    [InlineData("X-Trailer: \u00c4")]
    [InlineData("X-Trailer: \0")]
    [InlineData("no colon")]
    public async Task Trailer_that_is_no_header_is_refused(string trailer)
    {
        string body = $"{Body.Length:x}\r\n{Body}\r\n0\r\n{trailer}\r\n\r\n";

        List<RawAnswer> answers = await SendAsync($"{Allocations}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{body}");

        answers.Should().ContainSingle().Which.Status.Should().Be(400);
    }

    [Theory]
    [InlineData("Content-Length: 400")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Body_that_never_ends_does_nothing(string header)
    {
        byte[] request = Encoding.Latin1.GetBytes($"{Allocations}{header}\r\n\r\n27\r\n{Body.Replace("framed", "half", StringComparison.Ordinal)}");

        byte[] answer = await RawClient.ExchangeAsync(_host.Address, request, TimeSpan.FromMilliseconds(100));

        _host.ShouldKeepSecrets(RawAnswers.Parse(answer));
        (await _host.AttackAsync(Get("/api/v1/tenants/acme/allocations", "mallory", null, last: true))).Body.Should().NotContain("half");
    }

    [Theory]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings, close\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")]
    [InlineData("Upgrade: TLS/1.2\r\nConnection: Upgrade, close")]
    [InlineData("Connection: close, X-Test-User, X-Tenant-Id")]
    [InlineData("Connection: close\r\nExpect: 100-continue")]
    public async Task Upgrade_changes_nothing(string headers)
    {
        foreach ((string path, int status) in new[] { ("/api/v1/tenants/acme", 200), ("/api/v1/tenants/globex", 404), ("/who", 200) })
        {
            RawAnswer answer = await _host.AttackAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Test-User: vera\r\nX-Tenant-Id: acme\r\n{headers}\r\n\r\n");
            answer.Status.Should().Be(status);
        }
    }

    [Theory]
    [InlineData("GET /who HTTP/1.0\r\nX-Test-User: vera\r\nX-Tenant-Id: acme\r\n\r\n", 200)]
    [InlineData("GET /who HTTP/1.0\r\nX-Test-User: vera\r\nX-Tenant-Id: globex\r\n\r\n", 404)]
    [InlineData("GET /who HTTP/1.0\r\nHost: globex.test\r\nX-Test-User: vera\r\nX-Tenant-Id: acme\r\n\r\n", 400)]
    [InlineData("GET /who HTTP/0.9\r\n\r\n", 505)]
    [InlineData("GET /who\r\n\r\n", 400)]
    [InlineData("GET /who HTTP/2.0\r\nHost: a\r\n\r\n", 505)]
    [InlineData("GET  /who HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /who X HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("G\0T /who HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("CONNECT globex.test:443 HTTP/1.1\r\nHost: globex.test:443\r\nX-Test-User: vera\r\nConnection: close\r\n\r\n", 404)]
    public async Task Other_versions_and_request_lines_are_read_as_HTTP_has_it(string request, int status) =>
        (await RawClient.SendAsync(_host.Address, request)).Should().ContainSingle().Which.Status.Should().Be(status);

    [Theory]
    [InlineData(9000, 0, 0, 414)]
    [InlineData(0, 40_000, 0, 431)]
    [InlineData(0, 0, 150, 431)]
    [InlineData(7000, 20_000, 80, 404)]
    public async Task Head_that_is_too_long_is_refused(int pathLength, int headerLength, int headers, int status)
    {
        string lines = string.Concat(Enumerable.Range(0, headers).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: b\r\n")));
        string request = $"GET /api/v1/tenants/{new string('a', pathLength)} HTTP/1.1\r\nHost: localhost\r\nX-Test-User: vera\r\nX-Tenant-Id: {new string('a', headerLength)}\r\n{lines}Connection: close\r\n\r\n";

        RawAnswer answer = await _host.AttackAsync(pathLength == 0 ? request.Replace("tenants/ ", "tenants/x ", StringComparison.Ordinal) : request);

        answer.Status.Should().Be(status);
    }

    private async Task<List<RawAnswer>> SendAsync(string request)
    {
        List<RawAnswer> answers = await RawClient.SendAsync(_host.Address, request);
        _host.ShouldKeepSecrets(answers);
        return answers;
    }

    private static string Get(string path, string? user, string? tenant, bool last = false) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(user is null ? null : $"X-Test-User: {user}\r\n")}{(tenant is null ? null : $"X-Tenant-Id: {tenant}\r\n")}{(last ? "Connection: close\r\n" : null)}\r\n";
}
