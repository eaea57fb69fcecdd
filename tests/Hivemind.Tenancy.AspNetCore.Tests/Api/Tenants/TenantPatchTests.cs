using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantPatchTests
{
    private const string Path = "/tenants/acme";

    [Fact]
    public async Task Patch_changes_what_is_named_and_takes_away_what_is_null()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await PatchAsync(host, """{"description": "first", "labels": {"a": "1", "b": "2"}, "resource_quotas": {"cpu_limit": 2, "memory_limit": 5, "other": {"gpu": 1}}}""");

        JsonElement tenant = await PatchAsync(host, """
            {"name": "Acme", "description": null, "labels": {"a": null, "c": "3"}, "resource_quotas": {"cpu_limit": null, "other": {"gpu": null, "ip": 4}}}
            """);

        tenant.Text("name").Should().Be("Acme");
        tenant.GetProperty("description").ValueKind.Should().Be(JsonValueKind.Null);
        tenant.GetProperty("labels").GetRawText().Should().Be("""{"b":"2","c":"3"}""");
        JsonElement quotas = tenant.GetProperty("resource_quotas");
        quotas.GetProperty("cpu_limit").ValueKind.Should().Be(JsonValueKind.Null);
        quotas.GetProperty("memory_limit").GetInt64().Should().Be(5);
        quotas.GetProperty("other").GetRawText().Should().Be("""{"ip":4}""");
        tenant.GetProperty("namespaces").Texts().Should().Equal("acme-web");
        tenant.Text("owner_id").Should().Be(ApiTestHost.Owner);
    }

    [Fact]
    public async Task Patch_away_from_custom_drops_its_settings()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string body = """{"isolation_level": "custom", "isolation_settings": {"network": "own", "storage": "own", "compute": "shared", "resource_guarantees": false}}""";
        JsonElement custom = await PatchAsync(host, body);
        custom.GetProperty("isolation_settings").Text("storage").Should().Be("own");

        JsonElement changed = await PatchAsync(host, """{"isolation_settings": {"storage": "shared"}}""");
        JsonElement hard = await PatchAsync(host, """{"isolation_level": "hard"}""");

        changed.GetProperty("isolation_settings").Text("network").Should().Be("own");
        changed.GetProperty("isolation_settings").Text("storage").Should().Be("shared");
        hard.Text("isolation_level").Should().Be("hard");
        hard.GetProperty("isolation_settings").Text("compute").Should().Be("own");
    }

    [Theory]
    [InlineData("""{"name": null}""", "name")]
    [InlineData("""{"owner_id": null}""", "owner_id")]
    [InlineData("""{"isolation_level": null}""", "isolation_level")]
    [InlineData("""{"isolation_level": "custom"}""", "isolation_settings")]
    [InlineData("""{"isolation_settings": {"network": "own"}}""", "isolation_settings")]
    [InlineData("""{"id": "other"}""", "id")]
    [InlineData("""{"status": null}""", "status")]
    [InlineData("""{"resource_quotas": {"cpu": 1}}""", "$.resource_quotas.cpu")]
    [InlineData("""{"resource_quotas": {"cpu_limit": "1"}}""", "$.resource_quotas.cpu_limit")]
    [InlineData("""{"resource_quotas": {"cpu_limit": 0.0001}}""", "0.001")]
    [InlineData("""{"resource_quotas": {"memory_limit": -1}}""", "MemoryBytes")]
    [InlineData("""{"labels": {"a": 1}}""", "$.labels")]
    [InlineData("""{"namespaces": ["Not a label"]}""", "RFC 1123")]
    [InlineData("""{"namespaces": [null]}""", "null")]
    [InlineData("[]", "object")]
    [InlineData("null", "object")]
    public async Task Patch_that_is_not_valid_says_what_is_wrong(string patch, string named)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Admin, patch);

        JsonElement problem = await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        problem.Text("detail").Should().Contain(named).And.NotContain("Hivemind").And.NotContain("Parameter");
    }

    [Theory]
    [InlineData("""{"name": "New"}""", ApiTestHost.Owner, null, null)]
    [InlineData("""{"labels": {"a": "b"}}""", ApiTestHost.Owner, null, null)]
    [InlineData("""{}""", ApiTestHost.Viewer, null, null)]
    [InlineData("""{"name": "acme", "namespaces": ["acme-web"], "resource_quotas": null}""", ApiTestHost.Viewer, null, null)]
    [InlineData("""{"description": "x"}""", ApiTestHost.Operator, "tenants:update", "acme")]
    [InlineData("""{"description": "x"}""", ApiTestHost.NamespaceOperator, "tenants:update", "acme")]
    [InlineData("""{"owner_id": "bob"}""", ApiTestHost.Owner, "tenants:update", "*")]
    [InlineData("""{"namespaces": []}""", ApiTestHost.Owner, "tenants:update", "*")]
    [InlineData("""{"isolation_level": "hard"}""", ApiTestHost.Owner, "tenants:update", "*")]
    [InlineData("""{"resource_quotas": {"cpu_limit": 99}}""", ApiTestHost.Owner, "quotas:update", "*")]
    [InlineData("""{"name": "New", "resource_quotas": {"cpu_limit": 99}}""", ApiTestHost.Owner, "quotas:update", "*")]
    [InlineData("""{"owner_id": "bob", "namespaces": [], "isolation_level": "hard", "resource_quotas": {"cpu_limit": 99}}""", ApiTestHost.Admin, null, null)]
    public async Task Patch_takes_the_rights_for_what_really_changes(string patch, string user, string? permission, string? scope)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        Tenant before = await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, user, patch);

        if (permission is null)
        {
            await response.ShouldBeAsync(HttpStatusCode.OK);
            return;
        }

        JsonElement problem = await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        problem.Text("permission").Should().Be(permission);
        problem.Text("scope").Should().Be(scope);
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken)).Should().Be(before);
    }

    [Fact]
    public async Task Patch_is_not_read_for_a_stranger()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Stranger, "not even JSON");

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Fact]
    public async Task Patch_may_come_as_a_merge_patch_and_as_nothing_else()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        foreach ((string type, int status) in new[]
        {
            ("application/merge-patch+json", 200), ("application/json; charset=utf-8", 200), ("APPLICATION/JSON", 200),
            ("application/json-patch+json", 415), ("text/plain", 415), ("application/json; charset=utf-16", 415), ("", 415),
        })
        {
            using HttpRequestMessage request = new(HttpMethod.Patch, ApiTestHost.Prefix + Path);
            request.Content = new StringContent("""{"description": "x"}""");
            request.Content.Headers.ContentType = null;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.Add(HeaderAuthentication.UserHeader, ApiTestHost.Owner);
            HttpResponseMessage response = await host.Web.Client.SendAsync(request, TestContext.Current.CancellationToken);
            if (status == 415)
            {
                (await response.ShouldBeProblemAsync(415, TenancyProblemTypes.InvalidRequest)).Text("detail").Should().Contain("application/merge-patch+json");
            }
            else
            {
                await response.ShouldBeAsync(HttpStatusCode.OK);
            }
        }
    }

    private static async Task<JsonElement> PatchAsync(ApiTestHost host, string patch) =>
        await (await host.SendAsync("PATCH", Path, ApiTestHost.Admin, patch)).ShouldBeAsync(HttpStatusCode.OK);
}
