using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Bodies that two parsers may read in two ways.</summary>
public sealed class BodyTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private const string Json = "application/json";

    private readonly AttackedHost _host = fixture.Host;

    [Theory]
    [InlineData("""{"name":"Acme","name":"Globex"}""")]
    [InlineData("""{"name":"Acme","\u006eame":"Globex"}""")]
    [InlineData("""{"labels":{"a":"b","a":"c"}}""")]
    [InlineData("""{"Name":"Acme"}""")]
    [InlineData("""{"tenant_id":"globex","description":"x"}""")]
    [InlineData("""{"id":"globex"}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"status":"suspended"}""")]
    [InlineData("""{"created_at":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"etag":"*"}""")]
    [InlineData("""{"$type":"x"}""")]
    [InlineData("""{"__proto__":{"owner_id":"mallory"}}""")]
    [InlineData("""{"":"x"}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"owner_id":null}""")]
    [InlineData("""{"isolation_level":null}""")]
    [InlineData("""{"isolation_level":"Hard"}""")]
    [InlineData("""{"isolation_level":1}""")]
    [InlineData("""{"isolation_level":"hard, soft"}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":["x"]}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":" "}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":"a\nb"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"description":"\udc00\ud800"}""")]
    [InlineData("""{"description":"a\u0000b"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"labels":{"\ud800":"x"}}""")]
    [InlineData("""{"labels":{"a":"\ud800"}}""")]
    [InlineData("""{"labels":{"a\u0000":"x"}}""")]
    [InlineData("""{"labels":{"":"x"}}""")]
    [InlineData("""{"labels":{"a":1}}""")]
    [InlineData("""{"labels":[]}""")]
    [InlineData("""{"labels":{"a":{"b":"c"}}}""")]
    [InlineData("""{"namespaces":["../globex"]}""")]
    [InlineData("""{"namespaces":["globex/globex-web"]}""")]
    [InlineData("""{"namespaces":[null]}""")]
    [InlineData("""{"namespaces":"globex-web"}""")]
    [InlineData("""{"resource_quotas":{"memory_limit":1e999}}""")]
    [InlineData("""{"resource_quotas":{"memory_limit":9223372036854775808}}""")]
    [InlineData("""{"resource_quotas":{"memory_limit":1.5}}""")]
    [InlineData("""{"resource_quotas":{"memory_limit":"1"}}""")]
    [InlineData("""{"resource_quotas":{"memory_limit":-1}}""")]
    [InlineData("""{"resource_quotas":{"cpu_limit":1e999}}""")]
    [InlineData("""{"resource_quotas":{"cpu_limit":79228162514264337593543950335}}""")]
    [InlineData("""{"resource_quotas":{"cpu_limit":0.0001}}""")]
    [InlineData("""{"resource_quotas":{"cpu_limit":-0.001}}""")]
    [InlineData("""{"resource_quotas":{"other":{"CPU":1}}}""")]
    [InlineData("""{"resource_quotas":{"other":{"../gpu":1}}}""")]
    [InlineData("""{"resource_quotas":[]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{}\0")]
    [InlineData("{/**/}")]
    [InlineData("{\"name\":\"x\",}")]
    [InlineData("{'name':'x'}")]
    [InlineData("{name:\"x\"}")]
    [InlineData("{\"name\":\"\u00FF\u00FE\"}")]
    [InlineData("{\"name\":\"\u00C0\u00AF\"}")]
    [InlineData("{\"name\":\"\u00ED\u00A0\u0080\"}")]
    [InlineData("\u00EF\u00BB\u00BF{\"name\":\"Acme\"}")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("NaN")]
    public async Task Patch_that_is_not_exactly_understood_is_refused(string body)
    {
        AttackRequest request = AttackRequest.Of("PATCH", ValidRequests.Tenant) with { Body = Encoding.Latin1.GetBytes(body), Headers = [("Content-Type", Json)] };

        foreach (bool chunked in new[] { false, true })
        {
            RawAnswer answer = await _host.AttackAsync((request with { IsChunked = chunked }).ToText());
            answer.Status.Should().Be(400, "the answer was {0}", answer);
            answer.Body.Should().Contain(TenancyProblemTypes.InvalidRequest);
        }
    }

    [Theory]
    [InlineData("{\"a\":", "1", "}", 100)]
    [InlineData("{\"a\":", "1", "}", 100_000)]
    [InlineData("[", "", "]", 400_000)]
    [InlineData("{\"labels\":{\"a\":", "1", "}}", 30)]
    [InlineData("{\"a\":[", "", "", 100_000)]
    public async Task Json_that_is_deep_is_refused(string open, string inner, string close, int depth)
    {
        string body = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
        AttackRequest request = AttackRequest.Of("PATCH", ValidRequests.Tenant, body.Length < 1 << 20 ? body : body[..((1 << 20) - 1)]);

        (await _host.AttackAsync(request.ToText())).Status.Should().Be(400);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonx")]
    [InlineData("application/json, text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=\"\"")]
    [InlineData("application/*")]
    [InlineData("*/*")]
    [InlineData("*")]
    [InlineData(";")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("application")]
    [InlineData("text/json")]
    [InlineData("application/vnd.api+json")]
    public async Task Other_content_is_refused(string contentType)
    {
        foreach ((string method, string path) in new[] { ("PATCH", ValidRequests.Tenant), ("POST", ValidRequests.Tenant + "/role-bindings"), ("PUT", ValidRequests.Tenant + "/allocations/job-3") })
        {
            AttackRequest request = AttackRequest.Of(method, path) with { Body = "{}"u8.ToArray(), Headers = [("Content-Type", contentType)] };
            RawAnswer answer = await _host.AttackAsync(request.ToText());
            answer.Status.Should().Be(415, "the answer was {0}", answer);
            answer.Body.Should().Contain(TenancyProblemTypes.InvalidRequest);
        }
    }

    [Theory]
    [InlineData("Content-Type: application/json\r\nContent-Type: text/plain", 415)]
    [InlineData("Content-Type: text/plain\r\nContent-Type: application/json", 415)]
    [InlineData("Content-Type: APPLICATION/JSON; Charset=\"UTF-8\"", 200)]
    [InlineData("Content-Type: application/json\r\nContent-Encoding: gzip", 400)]
    [InlineData("X-A: b", 415)]
    public async Task Content_headers_are_read_as_HTTP_has_it(string headers, int status)
    {
        string gzip = headers.Contains("gzip", StringComparison.Ordinal) ? "\u001f\u008b" : "{}";
        RawAnswer answer = await _host.AttackAsync(
            $"PATCH {ValidRequests.Tenant} HTTP/1.1\r\nHost: localhost\r\nX-Test-User: mallory\r\nConnection: close\r\n{headers}\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");

        answer.Status.Should().Be(status, "the answer was {0}", answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Utf16_is_refused(bool withMark)
    {
        byte[] body = [.. withMark ? Encoding.Unicode.GetPreamble() : [], .. Encoding.Unicode.GetBytes("""{"name":"Acme"}""")];

        (await _host.AttackAsync((AttackRequest.Of("PATCH", ValidRequests.Tenant) with { Body = body, Headers = [("Content-Type", Json)] }).ToText())).Status.Should().Be(400);
    }

    [Theory]
    [InlineData("""{"amounts":{"memory":9223372036854775807,"cpu":9223372036854775.807,"other":{"gpu":9223372036854775807}}}""")]
    [InlineData("""{"amounts":{"memory":-0}}""")]
    [InlineData("""{"amounts":{"cpu":-0.000}}""")]
    [InlineData("""{"amounts":{"cpu":1e-999}}""")]
    [InlineData("""{"amounts":{"containers":1E2}}""")]
    [InlineData("""{"amounts":{"memory":1},"lease_seconds":2147483648}""")]
    [InlineData("""{"amounts":{"memory":1},"lease_seconds":-2147483648}""")]
    [InlineData("""{"amounts":{"memory":1},"id":"\u0000"}""")]
    [InlineData("""{"amounts":{"memory":1},"id":"\ud800"}""")]
    [InlineData("""{"amounts":{"memory":1},"source":"\ud800"}""")]
    [InlineData("""{"amounts":{"memory":1},"source":""}""")]
    [InlineData("""{"amounts":null}""")]
    public async Task Number_at_the_edge_is_counted_or_refused(string body)
    {
        // Twice, so that a sum has the chance to overflow.
        for (int i = 0; i < 2; i++)
        {
            RawAnswer answer = await _host.AttackAsync(AttackRequest.Of("POST", ValidRequests.Tenant + "/allocations", body).ToText());
            answer.Status.Should().BeOneOf([201, 400, 409], "the answer was {0}", answer);
        }

        (await _host.AttackAsync(AttackRequest.Of("GET", ValidRequests.Tenant + "/usage").ToText())).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("namespaces", 100_000)]
    [InlineData("labels", 60_000)]
    public async Task Body_full_of_members_is_refused(string member, int count)
    {
        IEnumerable<string> items = Enumerable.Range(0, count).Select(i => member == "labels" ? $"\"a{i}\":\"b\"" : $"\"a{i}\"");
        string all = string.Join(',', items);
        string body = member == "labels" ? $"{{\"labels\":{{{all}}}}}" : $"{{\"namespaces\":[{all}]}}";

        (await _host.AttackAsync(AttackRequest.Of("PATCH", ValidRequests.Tenant, body).ToText())).Status.Should().Be(400);
    }
}
