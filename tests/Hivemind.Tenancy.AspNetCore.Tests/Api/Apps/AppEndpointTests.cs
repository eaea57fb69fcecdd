using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Apps over HTTP: what happens to them, and what is answered.</summary>
public sealed class AppEndpointTests
{
    private const string Full = """
        {
          "image": "nginx:1.27", "command": ["nginx"], "arguments": ["-g", "daemon off;"], "replicas": 2,
          "per_replica": {"cpu": 0.25, "memory": 1048576, "storage": 0, "containers": 0, "services": 0, "other": {"gpu": 1}},
          "ports": [{"number": 80, "protocol": "tcp", "exposure": "public"}, {"number": 53, "protocol": "udp", "exposure": "host"}],
          "volumes": [
            {"volume": "cache", "path": "/cache", "kind": "own", "size": 1024, "is_read_only": false},
            {"volume": "data", "path": "/data", "kind": "existing", "size": null, "is_read_only": true},
            {"volume": "models", "path": "/models", "kind": "shared", "size": null, "is_read_only": true}],
          "environment": {"MODE": "live\nquoted \"x\""}, "secrets": {"PASSWORD": "db/password"}, "labels": {"team": "shop"},
          "capabilities": ["NET_BIND_SERVICE"], "root_read_only": true,
          "restart": "on_failure", "readiness": {"command": ["true"], "port": 80, "deadline_seconds": 2.5}, "job": null
        }
        """;

    [Fact]
    public async Task App_is_deployed_scaled_redeployed_stopped_started_and_removed()
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        HttpResponseMessage created = await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Operator, AppApi.Body());
        JsonElement deployed = await created.ShouldBeAsync(HttpStatusCode.Created);
        created.Headers.Location!.OriginalString.Should().Be(ApiTestHost.Prefix + AppApi.Shop);
        deployed.Text("namespace").Should().Be("acme-web");
        deployed.Text("name").Should().Be("shop");
        deployed.Text("state").Should().Be("ready");
        (await host.ContainersHeldAsync()).Should().Be(1);

        JsonElement scaled = await (await host.SendAsync("POST", AppApi.Shop + "/scale", ApiTestHost.Operator, """{"replicas": 3}""")).ShouldBeAsync(HttpStatusCode.OK);
        scaled.GetProperty("ready_replicas").GetInt32().Should().Be(3);
        scaled.GetProperty("replicas").EnumerateArray().Should().HaveCount(3).And.AllSatisfy(r => r.Text("state").Should().Be("ready"));
        (await host.ContainersHeldAsync()).Should().Be(3);

        JsonElement redeployed = await (await host.SendAsync("PUT", AppApi.Shop, ApiTestHost.Operator, """{"image": "nginx:1.28", "replicas": 2}""")).ShouldBeAsync(HttpStatusCode.OK);
        redeployed.GetProperty("spec").Text("image").Should().Be("nginx:1.28");
        redeployed.GetProperty("generation").GetInt64().Should().BeGreaterThan(scaled.GetProperty("generation").GetInt64());
        (await host.ContainersHeldAsync()).Should().Be(2);

        (await (await host.SendAsync("POST", AppApi.Shop + "/stop", ApiTestHost.Operator)).ShouldBeAsync(HttpStatusCode.OK)).Text("state").Should().Be("stopped");
        (await host.ContainersHeldAsync()).Should().Be(0);
        (await (await host.SendAsync("POST", AppApi.Shop + "/start", ApiTestHost.Operator)).ShouldBeAsync(HttpStatusCode.OK)).Text("state").Should().Be("ready");
        (await host.ContainersHeldAsync()).Should().Be(2);

        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.GetAsync(AppApi.Shop, ApiTestHost.Viewer)).ShouldBeProblemAsync(404, TenancyProblemTypes.AppNotFound);
        (await host.ContainersHeldAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Spec_is_answered_as_it_was_sent_and_can_be_sent_back()
    {
        await using ApiTestHost host = await AppApi.StartAsync(services: KnownSecrets.AddTo);
        host.Engine().AddSharedVolume(new Volume("models"));
        await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, """{"namespace": "acme-web", "name": "data", "size": 10}""")).ShouldBeAsync(HttpStatusCode.Created);

        await host.DeployAsync(Full);
        JsonElement got = await host.GetShopAsync();
        string sentBack = got.GetProperty("spec").GetRawText();
        JsonElement again = await (await host.SendAsync("PUT", AppApi.Shop, ApiTestHost.Owner, sentBack)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement.DeepEquals(got.GetProperty("spec"), JsonDocument.Parse(Full).RootElement).Should().BeTrue("it is {0}", sentBack);
        again.GetProperty("generation").GetInt64().Should().Be(got.GetProperty("generation").GetInt64(), "nothing was changed");
        got.GetRawText().Should().NotContain(KnownSecrets.Value);
    }

    [Fact]
    public void Spec_that_is_sent_back_has_every_member()
    {
        IEnumerable<string> members = typeof(AppSpec).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except([nameof(AppSpec.Name), nameof(AppSpec.Namespace)]);

        JsonDocument.Parse(Full).RootElement.EnumerateObject().Should().HaveSameCount(members, "what is missing would be taken back by who sends what they read: {0}", string.Join(", ", members));
    }

    [Fact]
    public async Task Same_again_is_the_app_that_is_there_and_another_spec_is_a_conflict()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        JsonElement first = await host.DeployAsync();

        JsonElement again = await host.DeployAsync();
        JsonElement conflict = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body("""{"image": "other"}""")))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.AppConflict);

        again.GetRawText().Should().Be(first.GetRawText());
        conflict.Text("tenant_id").Should().Be("acme");
        conflict.Text("namespace").Should().Be("acme-web");
        conflict.Text("app").Should().Be("shop");
    }

    [Fact]
    public async Task Job_runs_to_its_end_and_holds_nothing_then()
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        await host.DeployAsync("""{"image": "batch", "job": {"deadline_seconds": 60, "retries": 2}}""");
        JsonElement job = await host.GetShopAsync();
        JsonElement refused = await (await host.SendAsync("POST", AppApi.Shop + "/scale", ApiTestHost.Owner, """{"replicas": 2}""")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        job.Text("state").Should().Be("succeeded");
        job.GetProperty("spec").GetProperty("job").GetProperty("retries").GetInt32().Should().Be(2);
        job.GetProperty("replicas")[0].GetProperty("exit_code").GetInt32().Should().Be(0);
        (await host.ContainersHeldAsync()).Should().Be(0);
        refused.Text("detail").Should().Contain("job");
    }

    [Fact]
    public async Task List_comes_in_pages_by_namespace_and_name()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.AddNamespaceAsync("acme-jobs");
        foreach ((string name, string namespaceName) in new[] { ("b", "acme-web"), ("a", "acme-web"), ("z", "acme-jobs") })
        {
            await host.DeployAsync(name: name, namespaceName: namespaceName);
        }

        JsonElement first = await (await host.GetAsync(AppApi.Apps + "?limit=2", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement second = await (await host.GetAsync($"{AppApi.Apps}?limit=2&cursor={first.Text("next_cursor")}", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement jobs = await (await host.GetAsync(AppApi.Apps + "?namespace=acme-jobs&limit=1", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        await (await host.GetAsync(AppApi.Apps + "?cursor=x", ApiTestHost.Viewer)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await host.GetAsync(AppApi.Apps + "?namespace=..", ApiTestHost.Viewer)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        first.GetProperty("apps").Texts("name").Should().Equal("z", "a");
        second.GetProperty("apps").Texts("name").Should().Equal("b");
        second.GetProperty("next_cursor").ValueKind.Should().Be(JsonValueKind.Null);
        jobs.GetProperty("apps").Texts("name").Should().Equal("z");
        jobs.GetProperty("next_cursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Usage_is_of_the_replicas_that_run()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        string replica = (await host.DeployAsync()).GetProperty("replicas")[0].Text("id");
        host.Engine().SetUsage(await host.ShopKeyAsync(), [new ReplicaUsage(replica, 0.125m, 4096), new ReplicaUsage("gone", 1, 1)]);

        JsonElement usage = await (await host.GetAsync(AppApi.Shop + "/usage", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement one = usage.GetProperty("replicas").EnumerateArray().Single();
        one.Text("replica").Should().Be(replica);
        one.GetProperty("cpu").GetDecimal().Should().Be(0.125m);
        one.GetProperty("memory").GetInt64().Should().Be(4096);
    }

    [Fact]
    public async Task Violations_say_what_runs_against_a_level_that_was_raised()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        JsonElement before = await host.DoAsync("GET", "/app-violations");
        await host.DoAsync("PUT", "/isolation", """{"isolation_level": "hard"}""");

        JsonElement after = await host.DoAsync("GET", "/app-violations");

        before.GetProperty("violations").GetArrayLength().Should().Be(0);
        after.GetProperty("violations").EnumerateArray().Should().NotBeEmpty().And.AllSatisfy(v =>
        {
            v.Text("namespace").Should().Be("acme-web");
            v.Text("app").Should().Be("shop");
            v.Text("reason").Should().NotBeEmpty();
        });
        after.GetProperty("violations").Texts("aspect").Should().Contain("compute");
    }
}
