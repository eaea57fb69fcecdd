using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Plans over the API.</summary>
public sealed class PlanEndpointTests
{
    private const string Gold =
        """
        {
          "description": "For many", "isolation_level": "network_only", "resource_quotas": {"cpu_limit": 16}, "budgets": {"tokens": {"limit": 100, "window": "day"}},
          "labels": {"tier": "gold"}, "parameters": {"zone": "west"}, "bindings": [{"subject": "group support", "role_id": "tenant-viewer"}]
        }
        """;

    [Fact]
    public async Task Plan_is_published_once_read_listed_and_removed()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement first = await PublishAsync(host, "gold", Gold);
        (await PublishAsync(host, "gold", Gold)).GetProperty("version").GetInt32().Should().Be(1, "it says the same");
        JsonElement second = await PublishAsync(host, "gold", """{"resource_quotas": {"cpu_limit": 32}}""");
        await PublishAsync(host, "silver", "{}");

        first.GetProperty("version").GetInt32().Should().Be(1);
        first.GetProperty("bindings").GetRawText().Should().Be("""[{"subject":"group support","role_id":"tenant-viewer"}]""");
        first.GetProperty("isolation_level").GetString().Should().Be("network_only");
        second.GetProperty("isolation_level").ValueKind.Should().Be(JsonValueKind.Null);
        (await GetAsync(host, "/plans/gold")).GetRawText().Should().Be(second.GetRawText());
        (await GetAsync(host, "/plans/gold?version=1")).GetRawText().Should().Be(first.GetRawText());
        (await ReadAsync(host, "/plans")).Should().Equal("gold@2", "silver@1");
        (await ReadAsync(host, "/plans/gold/versions")).Should().Equal("gold@1", "gold@2");
        (await host.SendAsync("DELETE", "/plans/gold", ApiTestHost.Admin)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await host.SendAsync("DELETE", "/plans/gold", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.PlanNotFound);
        await (await host.GetAsync("/plans/silver?version=2", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.PlanNotFound);
    }

    [Fact]
    public async Task Of_two_who_publish_on_what_they_read_the_later_is_refused()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await PublishAsync(host, "gold", """{"labels": {"a": "1"}, "expected_latest_version": 0}""");

        HttpResponseMessage late = await host.SendAsync("PUT", "/plans/gold", ApiTestHost.Admin, """{"labels": {"a": "2"}, "expected_latest_version": 0}""");

        JsonElement problem = await late.ShouldBeProblemAsync(412, TenancyProblemTypes.PlanVersionConflict);
        (problem.GetProperty("expected_version").GetInt32(), problem.GetProperty("actual_version").GetInt32()).Should().Be((0, 1));
    }

    [Fact]
    public async Task Tenant_is_made_from_a_plan_and_says_so_and_what_the_request_says_goes_first()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await PublishAsync(host, "gold", Gold);

        JsonElement plain = await CreateAsync(host, """{"name": "Plain", "plan": "gold"}""");
        JsonElement own = await CreateAsync(host, """{"name": "Own", "plan": "gold@1", "isolation_level": "soft", "labels": {"tier": "own"}, "parameters": {"zone": "east"}}""");

        plain.GetProperty("plan").GetString().Should().Be("gold@1");
        plain.GetProperty("isolation_level").GetString().Should().Be("network_only");
        plain.GetProperty("resource_quotas").GetProperty("cpu_limit").GetDecimal().Should().Be(16);
        plain.GetProperty("parameters").GetRawText().Should().Be("""{"zone":"west"}""");
        own.GetProperty("isolation_level").GetString().Should().Be("soft");
        own.GetProperty("labels").GetRawText().Should().Be("""{"tier":"own"}""");
        own.GetProperty("parameters").GetRawText().Should().Be("""{"zone":"east"}""");
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"name": "No", "plan": "none"}""")).ShouldBeProblemAsync(404, TenancyProblemTypes.PlanNotFound);
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"name": "No", "plan": "gold@0"}""")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        JsonElement inUse = await (await host.SendAsync("DELETE", "/plans/gold", ApiTestHost.Admin)).ShouldBeProblemAsync(409, TenancyProblemTypes.PlanInUse);
        inUse.GetProperty("plan").GetString().Should().Be("gold");
    }

    [Fact]
    public async Task Plan_is_previewed_and_applied_and_what_tenants_say_otherwise_stays()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await PublishAsync(host, "gold", Gold);
        await CreateAsync(host, """{"name": "Plain", "plan": "gold"}""");
        await CreateAsync(host, """{"name": "Own", "plan": "gold", "labels": {"tier": "own"}}""");
        await PublishAsync(host, "gold", Gold.Replace("\"gold\"", "\"golden\"", StringComparison.Ordinal));

        JsonElement preview = await PostAsync(host, "/plans/gold/preview", "{}");
        JsonElement run = await PostAsync(host, "/plans/gold/apply", "{}");
        JsonElement again = await PostAsync(host, "/plans/gold/apply", "{}");
        JsonElement one = await PostAsync(host, "/plans/gold/apply", """{"version": 1, "tenants": ["plain", "nobody"]}""");

        preview.GetProperty("is_complete").GetBoolean().Should().BeTrue();
        preview.GetProperty("moves").EnumerateArray().Select(m => $"{m.GetProperty("tenant_id")} {m.GetProperty("from")} {m.GetProperty("to")} {m.GetProperty("changes").GetRawText()}").Should().Equal(
            "own gold@1 gold@2 []", """plain gold@1 gold@2 [{"member":"labels","key":"tier","before":"gold","after":"golden"}]""");
        (run.GetProperty("plan").GetString(), run.GetProperty("moved").GetInt32()).Should().Be(("gold@2", 2));
        again.GetProperty("moved").GetInt32().Should().Be(0);
        (one.GetProperty("plan").GetString(), one.GetProperty("moved").GetInt32()).Should().Be(("gold@1", 1));
        one.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("tenant_id").GetString()).Should().Equal("nobody");
        (await GetAsync(host, "/tenants/own")).GetProperty("labels").GetRawText().Should().Be("""{"tier":"own"}""");
        (await GetAsync(host, "/tenants/own")).GetProperty("plan").GetString().Should().Be("gold@2");
    }

    [Theory]
    [InlineData("GET", "/plans", null)]
    [InlineData("GET", "/plans/gold", null)]
    [InlineData("GET", "/plans/none", null)]
    [InlineData("GET", "/plans/gold/versions", null)]
    [InlineData("PUT", "/plans/gold", "{}")]
    [InlineData("DELETE", "/plans/gold", null)]
    [InlineData("POST", "/plans/gold/preview", "{}")]
    [InlineData("POST", "/plans/none/apply", "{}")]
    public async Task Plans_are_for_those_with_the_right_at_Global_scope(string method, string path, string? json)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await PublishAsync(host, "gold", Gold);

        foreach (string user in new[] { ApiTestHost.Owner, ApiTestHost.Stranger })
        {
            JsonElement problem = await (await host.SendAsync(method, path, user, json)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
            problem.GetProperty("permission").GetString().Should().StartWith("plans:");
        }
    }

    [Theory]
    [InlineData("GET", "/plans?cursor=x", null)]
    [InlineData("GET", "/plans/gold/versions?cursor=x", null)]
    [InlineData("GET", "/plans/Gold", null)]
    [InlineData("GET", "/plans/gold?version=0", null)]
    [InlineData("PUT", "/plans/gold", """{"bindings": [{"subject": "nobody", "role_id": "tenant-viewer"}]}""")]
    [InlineData("PUT", "/plans/gold", """{"bindings": [{"subject": "user a", "role_id": "no-such-role"}]}""")]
    [InlineData("PUT", "/plans/gold", """{"unknown": 1}""")]
    [InlineData("PUT", "/plans/gold", """{"expected_latest_version": -1}""")]
    [InlineData("POST", "/plans/gold/apply", """{"version": 0}""")]
    [InlineData("POST", "/plans/gold/preview", """{"tenants": ["Not An Id"]}""")]
    public async Task Malformed_requests_are_refused(string method, string path, string? json)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        await (await host.SendAsync(method, path, ApiTestHost.Admin, json)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    private static async Task<JsonElement> PublishAsync(ApiTestHost host, string name, string json) =>
        await (await host.SendAsync("PUT", $"/plans/{name}", ApiTestHost.Admin, json)).ShouldBeAsync(HttpStatusCode.OK);

    private static async Task<JsonElement> PostAsync(ApiTestHost host, string path, string json) =>
        await (await host.SendAsync("POST", path, ApiTestHost.Admin, json)).ShouldBeAsync(HttpStatusCode.OK);

    private static async Task<JsonElement> CreateAsync(ApiTestHost host, string json) =>
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, json)).ShouldBeAsync(HttpStatusCode.Created);

    private static async Task<JsonElement> GetAsync(ApiTestHost host, string path) =>
        await (await host.GetAsync(path, ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

    /// <summary>Every page of one plan each.</summary>
    private static async Task<List<string>> ReadAsync(ApiTestHost host, string path)
    {
        List<string> read = [];
        for (string? cursor = string.Empty; cursor is not null;)
        {
            JsonElement page = await GetAsync(host, $"{path}?limit=1{(cursor.Length == 0 ? null : $"&cursor={cursor}")}");
            read.AddRange(page.GetProperty("plans").EnumerateArray().Select(p => $"{p.GetProperty("name")}@{p.GetProperty("version")}"));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return read;
    }
}
