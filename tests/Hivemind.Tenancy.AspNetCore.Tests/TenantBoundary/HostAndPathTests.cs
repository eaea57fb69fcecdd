namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Hosts and paths that one part of a chain may read otherwise than another.</summary>
public sealed class HostAndPathTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private readonly AttackedHost _host = fixture.Host;

    [Theory]
    [InlineData("GET /who", "Host: globex.test", 404)]
    [InlineData("GET /who", "Host: globex.example.test", 404)]
    [InlineData("GET /who", "Host: acme.test\r\nHost: globex.test", 400)]
    [InlineData("GET /who", "Host: acme.test\r\nHost: acme.test", 400)]
    [InlineData("GET /who", "Host: acme.test, globex.test", 400)]
    [InlineData("GET /who", "Host: acme.test@globex.test", 400)]
    [InlineData("GET /who", "Host: globex.test#acme.test", 400)]
    [InlineData("GET /who", "Host: acme.test/globex", 400)]
    [InlineData("GET /who", "Host: acme.test:80:80", 400)]
    [InlineData("GET /who", "Host: acme.test:", 400)]
    [InlineData("GET /who", "Host: acme.test:99999999", 200)]
    [InlineData("GET /who", "Host: acme\u00B7test", 400)]
    [InlineData("GET /who", "Host : acme.test", 400)]
    [InlineData("GET /who", "X-A: b", 400)]
    [InlineData("GET /who", "Host:", 404)]
    [InlineData("GET /who", "Host: .example.test", 404)]
    [InlineData("GET /who", "Host: example.test", 404)]
    [InlineData("GET /who", "Host: www.example.test", 404)]
    [InlineData("GET /who", "Host: WWW.example.test.", 404)]
    [InlineData("GET /who", "Host: globex.acme.example.test", 404)]
    [InlineData("GET /who", "Host: acme.globex.example.test", 404)]
    [InlineData("GET /who", "Host: acme..example.test", 404)]
    [InlineData("GET /who", "Host: acme.example.test..", 404)]
    [InlineData("GET /who", "Host: acme.example.test.globex.test", 404)]
    [InlineData("GET /who", "Host: acmeexample.test", 404)]
    [InlineData("GET /who", "Host: [::1]", 404)]
    [InlineData("GET /who", "Host: xn--cme-7cd.example.test", 404)]
    [InlineData("GET http://globex.test/who", "Host: acme.test", 400)]
    [InlineData("GET http://acme.test/who", "Host: globex.test", 400)]
    [InlineData("GET http://acme.test/who", "Host: acme.test", 200)]
    [InlineData("GET HTTP://acme.test/t/globex/who", "Host: acme.test", 400)]
    [InlineData("GET /who", "Host: ACME.Example.TEST.", 200)]
    [InlineData("GET /who", "Host: acme.TEST:1", 200)]
    public async Task Host_is_the_one_that_HTTP_says(string line, string headers, int status)
    {
        RawAnswer answer = await _host.AttackAsync($"{line} HTTP/1.1\r\nX-Test-User: mallory\r\nConnection: close\r\n{headers}\r\n\r\n");

        answer.Status.Should().Be(status, "the answer was {0}", answer);
        answer.Body.Should().NotContain("globex");
    }

    [Theory]
    [InlineData("/api/v1/tenants/acme/../globex")]
    [InlineData("/api/v1/tenants/acme/%2e%2e/globex")]
    [InlineData("/api/v1/tenants/acme/%2E./globex/usage")]
    [InlineData("/api/v1/tenants/acme%2F..%2Fglobex")]
    [InlineData("/api/v1/tenants/acme/..%2Fglobex/usage")]
    [InlineData("/api/v1/tenants/acme;/../globex")]
    [InlineData("/api/v1/tenants;tenant=acme/globex")]
    [InlineData("/api/v1/tenants/globex;x=acme/usage")]
    [InlineData("/api/v1/tenants/./globex/")]
    [InlineData("/api/v1/tenants//globex")]
    [InlineData("/api/v1//tenants/globex")]
    [InlineData("//api/v1/tenants/globex")]
    [InlineData("/api/v1/tenants/globex//usage")]
    [InlineData("/api/v1/tenants/globex/usage/")]
    [InlineData("/API/V1/TENANTS/globex/USAGE")]
    [InlineData("/api/v1/tenants/globex%2Fusage")]
    [InlineData("/api/v1/tenants/globex?tenant_id=acme")]
    [InlineData("/api/v1/tenants/globex#acme")]
    [InlineData("/api/v1/tenants\\globex")]
    [InlineData("/t/acme/api/v1/tenants/globex")]
    [InlineData("/t/globex/api/v1/tenants/globex")]
    [InlineData("/t/acme/../globex/who")]
    [InlineData("/t/acme/t/globex/who")]
    [InlineData("/t/acme//t/globex/who")]
    [InlineData("/t//who")]
    [InlineData("/t//globex/who")]
    [InlineData("/t")]
    [InlineData("/t/")]
    [InlineData("/t/globex")]
    [InlineData("/T/globex/who")]
    [InlineData("/t;/globex/who")]
    [InlineData("/t/acme;/../../t/globex/who")]
    [InlineData("/t/globex/who;/../../none")]
    [InlineData("/none/../t/globex/who")]
    [InlineData("/none/%2e%2e/t/globex/who")]
    [InlineData("/../../t/globex/who")]
    [InlineData("/find/acme/../globex")]
    [InlineData("/t/%67lobex/find/globex")]
    [InlineData("*")]
    [InlineData("globex")]
    [InlineData("t/globex/who")]
    [InlineData("/%")]
    [InlineData("/%00")]
    public async Task Path_never_leads_to_another_tenant(string path)
    {
        RawAnswer answer = await _host.AttackAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Test-User: mallory\r\nConnection: close\r\n\r\n");

        answer.Status.Should().BeOneOf([400, 404, 405], "the answer was {0}", answer);
    }

    /// <summary>The request's path stands in the path base, and from there in what is written.</summary>
    [Theory]
    [InlineData("/t/x%0D%0AX-Evil:%201/api/v1/tenants/acme/allocations")]
    [InlineData("/t/%E2%80%A8/api/v1/tenants/acme/allocations")]
    public async Task Path_base_cannot_write_headers(string path)
    {
        AttackRequest request = AttackRequest.Of("POST", path, """{"amounts":{"cpu":0.001}}""");

        RawAnswer answer = await _host.AttackAsync(request.ToText());

        answer.Status.Should().Be(201, "the answer was {0}", answer);
        answer.Head.Split("\r\n").Should().NotContain(l => l.StartsWith("X-Evil", StringComparison.OrdinalIgnoreCase)).And.Contain(l => l.StartsWith("Location: /t/", StringComparison.Ordinal));
    }
}
