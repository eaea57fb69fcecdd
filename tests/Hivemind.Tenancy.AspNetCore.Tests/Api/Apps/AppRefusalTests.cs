using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What is refused about apps, and how that is said.</summary>
public sealed class AppRefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quota_that_is_exceeded_says_what_does_not_fit_and_nothing_runs()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.Web.Tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { Containers = 2, Services = 1 }, Token);
        await host.DeployAsync("""{"image": "a", "ports": [{"number": 80}]}""");

        JsonElement second = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body("""{"image": "a", "ports": [{"number": 80}]}""", "other")))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.QuotaExceeded);
        JsonElement scaled = await (await host.SendAsync("POST", AppApi.Shop + "/scale", ApiTestHost.Owner, """{"replicas": 3}""")).ShouldBeProblemAsync(409, TenancyProblemTypes.QuotaExceeded);

        second.GetProperty("shortages").Texts("resource").Should().Equal("services");
        scaled.GetProperty("shortages").Texts("resource").Should().Equal("containers");
        JsonElement list = await (await host.GetAsync(AppApi.Apps, ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        list.GetProperty("apps").EnumerateArray().Single().GetProperty("replicas").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Isolation_that_nothing_can_keep_is_a_failed_step()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DoAsync("PUT", "/isolation", """{"isolation_level": "hard"}""");

        JsonElement refused = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body())).ShouldBeProblemAsync(422, TenancyProblemTypes.DeploymentFailed);

        refused.Text("step").Should().Be("placement");
        refused.Text("reason").Should().NotBeEmpty();
        refused.GetProperty("is_undone").GetBoolean().Should().BeTrue();
        refused.Text("app").Should().Be("shop");
    }

    [Fact]
    public async Task Engine_that_fails_at_a_step_is_said_with_the_step_and_nothing_is_held()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        host.Engine().Faults.Fail(nameof(IWorkloadEngine.ApplyAsync));

        JsonElement failed = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body())).ShouldBeProblemAsync(502, TenancyProblemTypes.DeploymentFailed);

        failed.Text("step").Should().Be("apply");
        failed.GetProperty("is_undone").GetBoolean().Should().BeTrue();
        (await host.ContainersHeldAsync()).Should().Be(0);
        await host.DeployAsync();
    }

    [Fact]
    public async Task Engine_that_does_not_answer_is_told_from_the_store()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        host.Engine().Faults.Silence("memory");

        foreach (string path in new[] { AppApi.Apps, AppApi.Shop, AppApi.Shop + "/logs", AppApi.Shop + "/logs?follow=true", AppApi.Volumes, "/tenants/acme/app-violations" })
        {
            HttpResponseMessage response = await host.GetAsync(path, ApiTestHost.Owner);
            JsonElement problem = await response.ShouldBeProblemAsync(503, TenancyProblemTypes.EngineUnavailable);
            response.Headers.RetryAfter.Should().NotBeNull();
            problem.GetRawText().Should().NotContain("memory", "the engine's own words are the host's");
        }
    }

    [Fact]
    public async Task Redeployment_that_is_not_ready_in_time_is_a_failed_step_and_the_former_runs()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        host.Engine().IsReadyAtOnce = false;

        JsonElement failed = await (await host.SendAsync("PUT", AppApi.Shop, ApiTestHost.Owner, """{"image": "slow", "readiness": {"deadline_seconds": 1}}"""))
            .ShouldBeProblemAsync(422, TenancyProblemTypes.DeploymentFailed);

        failed.Text("step").Should().Be("readiness");
        failed.GetProperty("is_undone").GetBoolean().Should().BeTrue();
        (await host.GetShopAsync()).GetProperty("spec").Text("image").Should().Be("nginx:1.27");
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("PUT", "", AppApi.Spec)]
    [InlineData("POST", "/scale", """{"replicas": 2}""")]
    [InlineData("POST", "/stop", null)]
    [InlineData("POST", "/start", null)]
    [InlineData("GET", "/usage", null)]
    [InlineData("GET", "/logs", null)]
    [InlineData("GET", "/logs?follow=true", null)]
    public async Task App_that_is_not_there_is_not_found(string method, string path, string? body)
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        JsonElement problem = await (await host.SendAsync(method, AppApi.Shop + path, ApiTestHost.Owner, body)).ShouldBeProblemAsync(404, TenancyProblemTypes.AppNotFound);

        problem.Text("namespace").Should().Be("acme-web");
        problem.Text("app").Should().Be("shop");
    }

    [Theory]
    [InlineData("""{}""", "$.spec.image is missing")]
    [InlineData("""{"image": ""}""", "Image")]
    [InlineData("""{"image": "a b"}""", "Image")]
    [InlineData("""{"image": "a", "replicas": 0}""", "Replicas 0")]
    [InlineData("""{"image": "a", "replicas": 1001}""", "Replicas 1001")]
    [InlineData("""{"image": "a", "replicas": "2"}""", "$.spec.replicas")]
    [InlineData("""{"image": "a", "privileged": true}""", "$.spec.privileged")]
    [InlineData("""{"image": "a", "per_replica": {"containers": 1}}""", "PerReplica")]
    [InlineData("""{"image": "a", "per_replica": {"cpu": -1}}""", "cpu")]
    [InlineData("""{"image": "a", "replicas": 1000, "per_replica": {"memory": 9223372036854775807}}""", "more than can be counted")]
    [InlineData("""{"image": "a", "ports": [{"number": 0}]}""", "Number 0")]
    [InlineData("""{"image": "a", "ports": [{"number": 80, "protocol": "TCP"}]}""", "$.spec.ports[0].protocol")]
    [InlineData("""{"image": "a", "ports": [{"number": 80, "protocol": "tcp, udp"}]}""", "$.spec.ports[0].protocol")]
    [InlineData("""{"image": "a", "ports": [{"number": 80, "host_ip": "0.0.0.0"}]}""", "$.spec.ports[0].host_ip")]
    [InlineData("""{"image": "a", "ports": [null]}""", "$.spec.ports[0] may not be null")]
    [InlineData("""{"image": "a", "ports": [{"number": 80}, {"number": 80}]}""", "twice")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "own"}]}""", "size")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "own", "size": 0}]}""", "SizeBytes 0")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "own", "size": 1, "is_read_only": true}]}""", "read-only")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "existing", "size": 1}]}""", "size")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "shared", "is_read_only": false}]}""", "shared")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v", "kind": "host"}]}""", "$.spec.volumes[0].kind")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "../v", "path": "/v", "kind": "existing"}]}""", "Volume")]
    [InlineData("""{"image": "a", "volumes": [{"volume": "v", "path": "/v/../..", "kind": "existing"}]}""", "Path")]
    [InlineData("""{"image": "a", "environment": {"A=B": "x"}}""", "Environment")]
    [InlineData("""{"image": "a", "environment": {"A": null}}""", "null")]
    [InlineData("""{"image": "a", "environment": {"A": "x"}, "secrets": {"A": "y"}}""", "'A'")]
    [InlineData("""{"image": "a", "secrets": {"A": ""}}""", "Name")]
    [InlineData("""{"image": "a", "secrets": {"A": null}}""", "null")]
    [InlineData("""{"image": "a", "labels": {"": "x"}}""", "Labels")]
    [InlineData("""{"image": "a", "command": [null]}""", "$.spec.command[0] may not be null")]
    [InlineData("""{"image": "a", "restart": 1}""", "$.spec.restart")]
    [InlineData("""{"image": "a", "readiness": {"deadline_seconds": 0.5}}""", "Deadline")]
    [InlineData("""{"image": "a", "readiness": {"deadline_seconds": 79228162514264337593543950335}}""", "deadline_seconds")]
    [InlineData("""{"image": "a", "readiness": {"deadline_seconds": -1}}""", "deadline_seconds")]
    [InlineData("""{"image": "a", "readiness": {"port": 70000}}""", "Port 70000")]
    [InlineData("""{"image": "a", "replicas": 2, "job": {}}""", "job")]
    [InlineData("""{"image": "a", "job": {"retries": 101}}""", "Retries 101")]
    public async Task Spec_that_is_malformed_is_refused_and_says_where(string spec, string said)
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        JsonElement problem = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body(spec))).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        problem.Text("detail").Should().ContainEquivalentOf(said).And.NotContain("Parameter");
        (await host.ContainersHeldAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData("acme-web", "UPPER", 400)]
    [InlineData("acme-web", "a.b", 400)]
    [InlineData("acme-web", "%2e%2e%2fx", 400)]
    [InlineData("acme-web", "a%00", 400)]
    [InlineData("ACME-WEB", "shop", 400)]
    [InlineData("globex-web", "shop", 404)]
    public async Task Names_in_the_path_are_labels_of_the_tenant(string namespaceName, string name, int status)
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        foreach ((string method, string path, string? body) in new[] { ("GET", "", null), ("PUT", "", AppApi.Spec), ("POST", "/stop", null), ("GET", "/usage", null), ("GET", "/logs", (string?)null) })
        {
            HttpResponseMessage response = await host.SendAsync(method, $"/tenants/acme/namespaces/{namespaceName}/apps/{name}{path}", ApiTestHost.Owner, body);

            // To deploy takes a namespace that is the tenant's.
            ((int)response.StatusCode).Should().BeOneOf(status, method == "PUT" ? 400 : status);
        }
    }

    [Fact]
    public async Task Tenant_that_is_suspended_is_read_and_deploys_nothing()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        await host.DoAsync("POST", "/suspend", """{"reason": "unpaid"}""");

        await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body(name: "other"))).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        await (await host.SendAsync("POST", AppApi.Shop + "/scale", ApiTestHost.Owner, """{"replicas": 2}""")).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);

        (await host.GetShopAsync()).Text("state").Should().Be("suspended");
    }

    [Fact]
    public async Task Viewer_reads_and_changes_nothing()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();

        await (await host.GetAsync(AppApi.Apps, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        foreach ((string method, string path, string? body, string permission) in new[]
        {
            ("POST", AppApi.Apps, AppApi.Body(name: "x"), "apps:deploy"), ("PUT", AppApi.Shop, AppApi.Spec, "apps:deploy"), ("DELETE", AppApi.Shop, null, "apps:delete"),
            ("POST", AppApi.Shop + "/scale", """{"replicas": 2}""", "apps:scale"), ("POST", AppApi.Shop + "/stop", null, "apps:stop"), ("POST", AppApi.Shop + "/start", (string?)null, "apps:stop"),
        })
        {
            JsonElement denied = await (await host.SendAsync(method, path, ApiTestHost.Viewer, body)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
            denied.Text("permission").Should().Be(permission);
            denied.Text("scope").Should().Be("acme/acme-web");
        }

        (await host.GetShopAsync()).Text("state").Should().Be("ready");
    }

    [Fact]
    public async Task Deployer_of_one_namespace_sees_and_deploys_there_only()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.AddNamespaceAsync("acme-jobs");
        await host.DeployAsync(name: "hidden", namespaceName: "acme-jobs");

        await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.NamespaceOperator, AppApi.Body())).ShouldBeAsync(HttpStatusCode.Created);
        await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.NamespaceOperator, AppApi.Body(namespaceName: "acme-jobs"))).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.NamespaceOperator, AppApi.Body(namespaceName: "globex-web"))).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body(namespaceName: "globex-web"))).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await host.GetAsync("/tenants/acme/namespaces/acme-jobs/apps/hidden", ApiTestHost.NamespaceOperator)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await (await host.GetAsync(AppApi.Apps + "?namespace=acme-jobs", ApiTestHost.NamespaceOperator)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);

        JsonElement list = await (await host.GetAsync(AppApi.Apps, ApiTestHost.NamespaceOperator)).ShouldBeAsync(HttpStatusCode.OK);
        list.GetProperty("apps").Texts("name").Should().Equal("shop");
    }
}
