namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Who a request says it is for, in words that only look like it, and in several at once.</summary>
public sealed class NamedTenantTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private const string InAcme = "acme as mallory: SECRET-ACME description";

    private readonly AttackedHost _host = fixture.Host;

    public static TheoryData<string> Lookalikes =>
    [
        "X_Tenant_Id: {0}", "X-TenantId: {0}", "X-Tenant: {0}", "X-Tenant-Id-: {0}", "XX-Tenant-Id: {0}", "Tenant-Id: {0}",
        "X-Forwarded-Host: {0}.test", "X-Forwarded-Prefix: /t/{0}", "X-Forwarded-PathBase: /t/{0}", "X-Forwarded-Server: {0}.test", "Forwarded: host={0}.test",
        "X-Original-Host: {0}.test", "X-Host: {0}.test", "X-Original-URL: /t/{0}/who", "X-Rewrite-URL: /t/{0}/who", "X-HTTP-Method-Override: TENANT",
        "hivemind-tenant: {0}\r\nhivemind-user: gina\r\nhivemind-tenant-created: 2020-01-01T00:00:00Z", "hivemind-tenant: {0}",
        "Cookie: tenant={0}; X-Tenant-Id={0}", "Referer: http://{0}.test/t/{0}/who", "Origin: http://{0}.test", "Authorization: Tenant {0}", "From: {0}", "traceparent: {0}", "baggage: tenant={0}",
    ];

    public static TheoryData<string> NoTenantIds =>
    [
        "ACME", "Acme", "acme,", ",acme", "acme,acme", "acme, globex", "\"acme\"", "acme;", "acme;globex", "acme/", "/acme", "acme.", "%61cme", "acme%00", "acme%20", "../acme", "acme/../globex", "acme globex", "-acme", "acme-", "*", "a*",
        "\u00C3\u00A1cme", "\u00EF\u00BD\u0081cme", "\u00D0\u00B0cme", "acme\u00C2\u00AD", "acme\u00E2\u0080\u008B", "acme\u00EF\u00BB\u00BF", "\u00C1\u00A1cme", "acme\u00FF", "\u00ED\u00A0\u0080", "null", "default", "acme\u007F", "tenant=acme",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    public static TheoryData<string> NoTenantSegments =>
    [
        "%41CME", "ACME", "acme%00", "acme%20", "%20acme", "acme%2F..%2Fglobex", "acme%2f", "%2Facme", "acme;", "acme;tenant=globex", "acme,globex", "acme.", "acme%2e", "acme%09", "acme%0d%0a", "acme%C2%AD", "acme%E2%80%8B", "%EF%BD%81cme",
        "%D0%B0cme", "%C1%A1cme", "%E0%81%A1cme", "%F0%80%81%A1cme", "acme%FF", "%ED%A0%80", "acme%252F", "%2561cme", "acme%5C..%5Cglobex", "acme%5c", "%", "%zz", "%u0061cme", "acme*", "{tenant}", "acme%3Fa", "acme%23a", "acme%7F", "%EF%BB%BFacme",
    ];

    [Theory]
    [MemberData(nameof(Lookalikes))]
    public async Task Header_that_looks_like_one_names_no_tenant(string lookalike)
    {
        string acme = Headers(lookalike.Replace("{0}", "acme", StringComparison.Ordinal));
        string globex = Headers(lookalike.Replace("{0}", "globex", StringComparison.Ordinal));

        (await _host.AttackAsync(Get("/who", acme))).Status.Should().Be(404);
        (await _host.AttackAsync(Get("/open", globex))).Body.Should().Be("nobody");
        (await _host.AttackAsync(Get("/who", globex + Headers("X-Tenant-Id: acme")))).Body.Should().Be(InAcme);
    }

    [Theory]
    [InlineData("/who", "X-Tenant-Id: acme\r\nX-Tenant-Id: globex")]
    [InlineData("/who", "X-Tenant-Id: acme\r\nx-tenant-id: ACME")]
    [InlineData("/who", "X-Tenant-Id: acme\r\nX-Tenant-Id:")]
    [InlineData("/r/globex/who", "X-Tenant-Id: acme")]
    [InlineData("/r/ACME/who", "X-Tenant-Id: acme")]
    [InlineData("/t/globex/who", "X-Tenant-Id: acme")]
    [InlineData("/t/acme%20/who", "X-Tenant-Id: acme")]
    [InlineData("/t/acme/r/globex/who", "")]
    [InlineData("/t/globex/r/acme/who", "")]
    [InlineData("/who", "X-Tenant-Id: acme\r\nX-Test-Claim: tenant=globex")]
    [InlineData("/who", "X-Test-Claim: tenant=acme\r\nX-Test-Claim: tenant=globex")]
    [InlineData("/r/acme/who", "X-Test-Claim: tenant=globex")]
    [InlineData("/t/acme/who", "X-Test-Claim: tenant=globex")]
    [InlineData("/who", "X-Tenant-Id: acme", "globex.example.test")]
    [InlineData("/who", "X-Tenant-Id: ACME", "acme.example.test")]
    [InlineData("/who", "X-Tenant-Id: acme", "globex.test")]
    [InlineData("/who", "X-Tenant-Id: acme", "a.acme.example.test")]
    [InlineData("/r/acme/who", "", "globex.example.test")]
    [InlineData("/t/acme/who", "", "globex.test")]
    [InlineData("/who", "X-Test-Claim: tenant=acme", "globex.test")]
    [InlineData("/pods/acme-web", "X-Tenant-Id: acme\r\nX-Tenant-Id: globex")]
    [InlineData("/open", "X-Tenant-Id: acme\r\nX-Tenant-Id: globex")]
    [InlineData("/find/globex", "X-Tenant-Id: acme", "globex.test")]
    public async Task Two_tenants_are_ambiguous(string path, string headers, string host = "localhost")
    {
        // In both orders: neither the first nor the last may win.
        foreach (string each in new[] { headers, string.Join("\r\n", headers.Split("\r\n").Reverse()) })
        {
            RawAnswer answer = await _host.AttackAsync(Get(path, Headers(each), host));

            answer.Status.Should().Be(400, "the answer was {0}", answer);
            answer.Body.Should().Contain(TenancyProblemTypes.TenantAmbiguous);
        }
    }

    [Fact]
    public async Task Several_ways_may_name_the_same_tenant()
    {
        string request = Get("/t/acme/r/acme/who", Headers("X-Tenant-Id: acme\r\nX-Tenant-Id: acme\r\nX-Test-Claim: tenant=acme"), "ACME.Example.Test.:8080");

        (await _host.AttackAsync(request)).Body.Should().Be(InAcme);
    }

    [Theory]
    [MemberData(nameof(NoTenantIds))]
    public async Task Header_with_what_is_no_id_reaches_nobody(string value)
    {
        RawAnswer answer = await _host.AttackAsync(Get("/who", Headers($"X-Tenant-Id: {value}")));

        answer.Status.Should().BeOneOf(404, 400);
        (await _host.AttackAsync(Get("/open", Headers($"X-Tenant-Id: {value}")))).Status.Should().Be(answer.Status);
    }

    [Theory]
    [MemberData(nameof(NoTenantSegments))]
    public async Task Path_with_what_is_no_id_reaches_nobody(string segment)
    {
        foreach (string path in new[] { $"/r/{segment}/who", $"/t/{segment}/who", $"/api/v1/tenants/{segment}", $"/api/v1/tenants/{segment}/usage", $"/t/{segment}/open" })
        {
            (await _host.AttackAsync(Get(path))).Status.Should().BeOneOf([404, 400], "that is the answer to {0}", path);
        }
    }

    [Theory]
    [InlineData("/r/%61cme/who")]
    [InlineData("/t/%61%63%6D%65/who")]
    [InlineData("/t/globex/../acme/who")]
    [InlineData("/%74/acme/who")]
    [InlineData("/r/globex/%2e%2E/acme/./who")]
    [InlineData("/r/acme/who/")]
    public async Task Path_means_what_it_comes_to(string path) => (await _host.AttackAsync(Get(path))).Body.Should().Be(InAcme);

    [Theory]
    [InlineData("X-Tenant-Id : acme", 400)]
    [InlineData(" X-Tenant-Id: acme", 400)]
    [InlineData("X-A: b\r\n X-Tenant-Id: acme", 400)]
    [InlineData("X-Tenant-Id: ac\r\n me", 400)]
    [InlineData("X-Tenant-Id: ac\r\n\tme", 400)]
    [InlineData("X-Tenant-Id: acme\0", 400)]
    [InlineData("X-Tenant-Id\0: acme", 400)]
    [InlineData("X-Tenant-Id acme", 400)]
    [InlineData(": acme", 400)]
    [InlineData("X-Tenant-Id: acme\rX-A: b", 400)]
    [InlineData("X-Tenant-Id:\t acme \t", 200)]
    [InlineData("x-TENANT-id:acme", 200)]
    public async Task Header_line_is_read_as_HTTP_has_it(string line, int status) =>
        (await _host.AttackAsync(Get("/who", Headers(line)))).Status.Should().Be(status);

    private static string Headers(string lines) => lines.Length == 0 ? lines : lines + "\r\n";

    private static string Get(string path, string headers = "", string host = "localhost") =>
        $"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Test-User: mallory\r\nConnection: close\r\n{headers}\r\n";
}
