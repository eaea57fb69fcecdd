using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Apps that are changed only as they were seen.</summary>
public sealed class AppTagTests
{
    public static TheoryData<string, string, string?> Changes => new()
    {
        { "PUT", "", """{"image": "nginx:1.28", "replicas": 2}""" },
        { "POST", "/scale", """{"replicas": 3}""" },
        { "POST", "/stop", null },
        { "POST", "/start", null },
        { "DELETE", "", null },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_with_the_current_tag_is_done_and_with_another_is_not(string method, string path, string? body)
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        string removed = (await host.DeployAsync()).Text("etag");
        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        string old = (await host.DeployAsync()).Text("etag");
        old.Should().NotBe(removed, "it was made anew");
        HttpResponseMessage scaled = await host.SendAsync("POST", AppApi.Shop + "/scale", ApiTestHost.Operator, """{"replicas": 2}""", $"If-Match: {old}");
        string current = (await scaled.ShouldBeAsync(HttpStatusCode.OK)).Text("etag");
        scaled.Headers.ETag!.ToString().Should().Be(current).And.NotBe(old);
        JsonElement before = await host.GetShopAsync();

        foreach (string stale in new[] { removed, old, $"W/{current}", "\"other\"", $"{removed}, {old}" })
        {
            JsonElement problem = await (await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Owner, body, $"If-Match: {stale}")).ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
            (problem.Text("app"), problem.Text("etag")).Should().Be(("shop", current));
        }

        await (await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Owner, body, "If-Match: no quotes")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Viewer, body, $"If-Match: {old}")).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        (await host.GetShopAsync()).GetRawText().Should().Be(before.GetRawText());
        (await host.ContainersHeldAsync()).Should().Be(2);
        HttpResponseMessage done = await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Owner, body, $"If-Match: \"other\", {old}, {current}");
        done.IsSuccessStatusCode.Should().BeTrue();
    }

    /// <summary>What is gone fits nothing (RFC 9110, 13.1.1); what would be 404 without a condition stays that (13.2.1).</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Condition_on_an_app_that_is_gone_does_not_hold(string method, string path, string? body)
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        string tag = (await host.DeployAsync()).Text("etag");
        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner, null, $"If-Match: {tag}")).ShouldBeEmptyAsync();

        foreach (string condition in new[] { tag, "\"other\"", $"W/{tag}", $"\"other\", {tag}", "*" })
        {
            HttpResponseMessage response = await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Owner, body, $"If-Match: {condition}");
            if (method == "DELETE")
            {
                JsonElement problem = await response.ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
                (problem.Text("tenant_id"), problem.Text("namespace"), problem.Text("app")).Should().Be(("acme", "acme-web", "shop"));
                problem.TryGetProperty("etag", out _).Should().BeFalse("it is gone");
            }
            else
            {
                await response.ShouldBeProblemAsync(404, TenancyProblemTypes.AppNotFound);
            }
        }

        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Viewer, null, $"If-Match: {tag}")).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Tag_of_an_app_is_given_by_whatever_answers_with_it()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        HttpResponseMessage deployed = await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body());
        HttpResponseMessage got = await host.GetAsync(AppApi.Shop, ApiTestHost.Viewer);
        JsonElement list = await (await host.GetAsync(AppApi.Apps, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        string tag = deployed.Headers.ETag!.ToString();
        got.Headers.ETag!.ToString().Should().Be(tag);
        list.GetProperty("apps")[0].Text("etag").Should().Be(tag);
        AppVersion.TryParse(tag.Trim('"'), out AppVersion version).Should().BeTrue();
        version.Generation.Should().BePositive();
        await (await host.SendAsync("POST", AppApi.Shop + "/stop", ApiTestHost.Owner, null, "If-Match: *")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task App_that_somebody_changes_between_the_look_and_the_act_is_not_changed()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        string tag = (await host.DeployAsync()).Text("etag");
        AppKey key = await host.ShopKeyAsync();
        host.Engine().Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                host.Engine().Faults.Before = null;
                EngineApp found = (await host.Engine().FindAsync(key, token))!;
                await host.Engine().ApplyAsync(found.Desired with { IsStopped = true, Generation = found.Desired.Generation + 1 }, found.Desired.Generation, token);
            }
        };

        await (await host.SendAsync("PUT", AppApi.Shop, ApiTestHost.Owner, """{"image": "nginx:1.28"}""", $"If-Match: {tag}")).ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);

        JsonElement shop = await host.GetShopAsync();
        shop.Text("state").Should().Be("stopped");
        shop.GetProperty("spec").Text("image").Should().Be("nginx:1.27");
    }
}
