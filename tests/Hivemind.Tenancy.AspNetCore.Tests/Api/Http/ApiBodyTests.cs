using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Every body gets an answer of the API's own.</summary>
public sealed class ApiBodyTests
{
    private const string Tenants = "/tenants";

    public static TheoryData<string, string> Malformed => new()
    {
        { "", "not JSON" },
        { "   ", "not JSON" },
        { "null", "object" },
        { "[]", "object" },
        { "\"x\"", "object" },
        { "{", "not JSON" },
        { """{"name": "a"} x""", "not JSON" },
        { """{"name": "a",}""", "not JSON" },
        { """{"name": "a" /* note */}""", "not JSON" },
        { "{}", "$.name is missing" },
        { """{"name": null}""", "$.name" },
        { """{"name": 1}""", "$.name" },
        { """{"name": "a", "name": "b"}""", "$.name is there twice" },
        { """{"Name": "a"}""", "$.Name is not a member" },
        { """{"name": "a", "nope": 1}""", "$.nope is not a member there; these are: id, name" },
        { """{"name": "a", "isolation_level": "HARD"}""", "$.isolation_level" },
        { """{"name": "a", "isolation_level": "Hard"}""", "$.isolation_level" },
        { """{"name": "a", "isolation_level": 1}""", "$.isolation_level" },
        { """{"name": "a", "isolation_level": "1"}""", "$.isolation_level" },
        { """{"name": "a", "isolation_level": "hard, soft"}""", "$.isolation_level has to be one of hard, soft, network_only, custom." },
        { """{"name": "a", "isolation_level": "custom"}""", "isolation_settings" },
        { """{"name": "a", "isolation_level": "custom", "isolation_settings": {"network": "own"}}""", "$.isolation_settings.storage is missing" },
        { """{"name": "a", "resource_quotas": {"memory_limit": 1.5}}""", "$.resource_quotas.memory_limit" },
        { """{"name": "a", "resource_quotas": {"memory_limit": 99999999999999999999}}""", "$.resource_quotas.memory_limit" },
        { """{"name": "a", "resource_quotas": {"memory_limit": "5"}}""", "$.resource_quotas.memory_limit" },
        { """{"name": "a", "resource_quotas": {"cpu_limit": 1e999}}""", "$.resource_quotas.cpu_limit" },
        { """{"name": "a", "resource_quotas": {"cpu_limit": -1}}""", "CPU" },
        { """{"name": "a", "resource_quotas": {"other": {"gpu": null}}}""", "$.resource_quotas.other" },
        { """{"name": "a", "resource_quotas": {"other": {"gpu": 1, "gpu": 2}}}""", "twice" },
        { """{"name": "a", "resource_quotas": {"other": {"cpu": 1}}}""", "cpu" },
        { """{"name": "a", "labels": {"k": null}}""", "null" },
        { """{"name": "a", "namespaces": "x"}""", "$.namespaces" },
        { """{"name": "a\u0000b", "id": "a"}""", "U+0000" },
        { """{"name": "a\ud800b", "id": "a"}""", "$.name" },
        { """{"name": "a", "\ud800": 1}""", "Unicode" },
        { """{"name": "a", "labels": {"\ud800": "x"}}""", "Unicode" },
        { """{"name": "  a"}""", "white space" },
        { """{"name": "a", "id": "Not an id"}""", "RFC 1123" },
        { """{"name": "a", "id": ""}""", "RFC 1123" },
        { """{"name": "a", "owner_id": ""}""", "User id" },
        { """{"name": "a", "description": "\u0001"}""", "U+0001" },
        { "{\"name\": \"" + new string('n', 129) + "\", \"id\": \"a\"}", "128" },
        { string.Concat(Enumerable.Repeat("{\"labels\":", 100)), "deep" },
        { new string('[', 5000), "deep" },
        { "{\"name\": \"a\", \"labels\": " + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 101), "deep" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_body_says_what_is_wrong(string body, string detail)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", Tenants, ApiTestHost.Admin, body);

        JsonElement problem = await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        problem.Text("detail").Should().Contain(detail).And.NotContain("System.").And.NotContain("Hivemind").And.NotContain("Parameter");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B })]
    [InlineData(new byte[] { 0x7B, 0x22, 0x6E, 0x61, 0x6D, 0x65, 0x22, 0x3A, 0x22, 0xC3, 0x28, 0x22, 0x7D })]
    [InlineData(new byte[] { 0 })]
    public async Task Body_that_is_no_UTF_8_is_refused(byte[] body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await SendAsync(host, new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } });

        await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Fact]
    public async Task Body_that_is_too_long_is_refused_with_and_without_its_length()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(api: o => o.MaxBodyBytes = 1024);
        string fits = """{"name": "New"}""".PadRight(1024);

        foreach (bool chunked in new[] { false, true })
        {
            HttpResponseMessage response = await SendAsync(host, Json(fits + " "), chunked);
            (await response.ShouldBeProblemAsync(413, TenancyProblemTypes.InvalidRequest)).Text("detail").Should().Contain("1024");
        }

        await (await SendAsync(host, Json(fits), chunked: true)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Body_of_another_type_is_refused(string? type)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes("""{"name": "New"}"""));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        await (await SendAsync(host, content)).ShouldBeProblemAsync(415, TenancyProblemTypes.InvalidRequest);
    }

    [Fact]
    public async Task Body_of_another_type_is_refused_only_to_those_who_are_signed_in()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, ApiTestHost.Prefix + Tenants) { Content = new StringContent("x") };

        HttpResponseMessage response = await host.Web.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/tenants?limit=0")]
    [InlineData("/tenants?limit=1001")]
    [InlineData("/tenants?limit=x")]
    [InlineData("/tenants?limit=")]
    [InlineData("/tenants?limit=1&limit=2")]
    [InlineData("/tenants?limit=99999999999999999999")]
    [InlineData("/tenants?offset=-1")]
    [InlineData("/tenants?offset=100001")]
    [InlineData("/tenants?offset=1&cursor=AWFjbWU")]
    [InlineData("/tenants?cursor=")]
    [InlineData("/tenants?cursor=!!")]
    [InlineData("/tenants?cursor=AmFjbWU")]
    [InlineData("/tenants?cursor=AUFDTUU")]
    [InlineData("/tenants?cursor=AQ")]
    [InlineData("/tenants?status=Active")]
    [InlineData("/tenants?status=2")]
    [InlineData("/tenants?owner_id=")]
    [InlineData("/tenants?owner_id=%00")]
    [InlineData("/tenants/acme/allocations?source=%00")]
    [InlineData("/tenants/acme/allocations?source=")]
    [InlineData("/tenants/acme/allocations?cursor=AQA")]
    [InlineData("/tenants/acme/allocations?cursor=AcMo")]
    [InlineData("/tenants/acme/events?after=-1")]
    [InlineData("/tenants/acme/events?after=1.5")]
    [InlineData("/tenants/acme/events?limit=5000")]
    [InlineData("/events?tenant_id=Not_An_Id")]
    [InlineData("/role-bindings?all=yes")]
    [InlineData("/groups/%20/members")]
    [InlineData("/tenants/acme/access?permission=deploy")]
    [InlineData("/tenants/acme/access?permission=a:b&resource=x")]
    [InlineData("/tenants/acme/access?namespace=acme-web")]
    [InlineData("/tenants/acme/access?permission=a:b&namespace=Not_A_Label")]
    [InlineData("/tenants/acme/access?user_id=%01")]
    public async Task Malformed_query_is_refused(string path)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement problem = await (await host.GetAsync(path, ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        problem.Text("detail").Should().NotContain("Parameter").And.NotContain("Hivemind");
    }

    [Fact]
    public async Task Unknown_query_parameters_are_ignored()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        await (await host.GetAsync("/tenants?nonsense=1", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("PUT", "/tenants/acme/grace", """{"ceiling": {"cpu": 1}, "until": "2100-01-01T00:00:00"}""")]
    [InlineData("PUT", "/tenants/acme/grace", """{"ceiling": {"cpu": 1}, "until": "tomorrow"}""")]
    [InlineData("PUT", "/tenants/acme/grace", """{"ceiling": {"cpu": 1}, "until": "2001-01-01T00:00:00Z"}""")]
    [InlineData("PUT", "/tenants/acme/grace", """{"ceiling": {}, "until": "2100-01-01T00:00:00Z"}""")]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 1}, "lease_seconds": 0}""")]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 1}, "lease_seconds": 86401}""")]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": null}}""")]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 1}, "id": ""}""")]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 1}, "source": "\u0000"}""")]
    [InlineData("POST", "/tenants/acme/allocations/x/renew", """{"lease_seconds": -1}""")]
    [InlineData("POST", "/tenants/acme/suspend", """{"reason": ""}""")]
    [InlineData("POST", "/tenants/acme/suspend", """{"reason": "   "}""")]
    [InlineData("POST", "/tenants/acme/namespaces", """{"namespace": "Not A Label"}""")]
    [InlineData("PUT", "/tenants/acme/isolation", """{"isolation_level": "soft", "isolation_settings": {"network": "own", "storage": "own", "compute": "own", "resource_guarantees": true}}""")]
    [InlineData("PUT", "/roles/dev", """{"permissions": []}""")]
    [InlineData("PUT", "/roles/dev", """{"permissions": ["deploy"]}""")]
    [InlineData("PUT", "/roles/tenant-admin", """{"permissions": ["a:b"]}""")]
    [InlineData("DELETE", "/roles/tenant-admin", null)]
    [InlineData("POST", "/role-bindings", """{"subject": "bob", "role_id": "tenant-viewer"}""")]
    [InlineData("POST", "/role-bindings", """{"subject": "user ", "role_id": "tenant-viewer"}""")]
    [InlineData("POST", "/role-bindings", """{"subject": "user bob", "role_id": "unknown"}""")]
    [InlineData("POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer", "resource": "x"}""")]
    [InlineData("POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer", "namespace": "unknown"}""")]
    [InlineData("POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer", "scope": "globex"}""")]
    [InlineData("DELETE", "/tenants/acme/role-bindings?subject=user%20bob", null)]
    [InlineData("DELETE", "/role-bindings", null)]
    public async Task Value_that_is_not_allowed_is_refused(string method, string path, string? body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);

        (await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest)).Text("detail").Should().NotContain("Parameter");
    }

    [Fact]
    public void Options_are_within_their_ranges()
    {
        TenantApiOptions options = new();

        options.MaxBodyBytes.Should().Be(1 << 20);
        options.Invoking(o => o.MaxBodyBytes = 1023).Should().Throw<ArgumentOutOfRangeException>();
        options.Invoking(o => o.MaxBodyBytes = (16 << 20) + 1).Should().Throw<ArgumentOutOfRangeException>();
        options.Invoking(o => o.MaxBodyBytes = 16 << 20).Should().NotThrow();
        options.Invoking(o => o.AnonymousUserId = " ").Should().Throw<ArgumentException>();
    }

    private static ByteArrayContent Json(string body) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static async Task<HttpResponseMessage> SendAsync(ApiTestHost host, HttpContent content, bool chunked = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, ApiTestHost.Prefix + Tenants) { Content = content };
        request.Headers.Add(HeaderAuthentication.UserHeader, ApiTestHost.Admin);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        return await host.Web.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
