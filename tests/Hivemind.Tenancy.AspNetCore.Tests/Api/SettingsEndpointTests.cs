using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Quotas, grace, usage, isolation, namespaces and status.</summary>
public sealed class SettingsEndpointTests
{
    private const string Path = "/tenants/acme";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quotas_are_replaced_as_a_whole()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "PUT", "/quotas", """{"cpu_limit": 4, "memory_limit": 100}""");

        JsonElement set = await DoAsync(host, "PUT", "/quotas", """{"cpu_limit": 2.5, "max_services": 0, "other": {"gpu": 1}}""");
        JsonElement read = await DoAsync(host, "GET", "/quotas");

        set.GetRawText().Should().Be(read.GetRawText());
        read.GetProperty("resource_quotas").GetRawText().Should().Be(
            """{"cpu_limit":2.5,"memory_limit":null,"storage_limit":null,"max_containers":null,"max_services":0,"other":{"gpu":1}}""");
        read.GetProperty("grace").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Grace_is_granted_told_and_taken_away()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "PUT", "/quotas", """{"cpu_limit": 4}""");

        JsonElement granted = await DoAsync(host, "PUT", "/grace", """{"ceiling": {"cpu": 6}, "until": "2100-06-01T12:00:00.5+02:00"}""");
        granted.GetProperty("until").GetDateTimeOffset().Should().Be(new DateTimeOffset(2100, 6, 1, 10, 0, 0, 500, TimeSpan.Zero));
        JsonElement usage = await DoAsync(host, "GET", "/usage");
        usage.GetProperty("grace").GetRawText().Should().Be(granted.GetRawText());
        usage.GetProperty("resources")[0].GetProperty("quota").GetDecimal().Should().Be(4);
        usage.GetProperty("resources")[0].GetProperty("limit").GetDecimal().Should().Be(6);
        (await DoAsync(host, "GET", "/grace")).GetRawText().Should().Be(granted.GetRawText());
        (await DoAsync(host, "GET", "/quotas")).GetProperty("grace").GetRawText().Should().Be(granted.GetRawText());

        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.GetAsync(Path + "/grace", ApiTestHost.Owner)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
    }

    [Fact]
    public async Task Usage_counts_what_is_held_and_committed()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "PUT", "/quotas", """{"cpu_limit": 4}""");
        ResourceAmounts amounts = new() { CpuCores = 1.5m, MemoryBytes = 10, StorageBytes = 20, Containers = 1, Services = 2, Other = new Dictionary<string, long> { ["gpu"] = 1 } };
        ResourceReservation committed = await host.Web.Quotas.ReserveAsync(WebTestHost.Acme, amounts, cancellationToken: Token);
        await committed.CommitAsync(Token);
        await host.Web.Quotas.ReserveAsync(WebTestHost.Acme, amounts, cancellationToken: Token);
        await DoAsync(host, "PUT", "/quotas", """{"cpu_limit": 2}""");

        JsonElement usage = await DoAsync(host, "GET", "/usage");

        usage.Text("tenant_id").Should().Be("acme");
        usage.GetProperty("cpu_usage").GetDecimal().Should().Be(3);
        usage.GetProperty("memory_usage").GetInt64().Should().Be(20);
        usage.GetProperty("storage_usage").GetInt64().Should().Be(40);
        usage.GetProperty("container_count").GetInt64().Should().Be(2);
        usage.GetProperty("service_count").GetInt64().Should().Be(4);
        usage.GetProperty("held").GetInt32().Should().Be(1);
        usage.GetProperty("committed").GetInt32().Should().Be(1);
        usage.GetProperty("timestamp").GetDateTimeOffset().Offset.Should().Be(TimeSpan.Zero);
        usage.GetProperty("resources").Texts("resource").Should().Equal("cpu", "memory", "storage", "containers", "services", "gpu");
        JsonElement cpu = usage.GetProperty("resources")[0];
        cpu.GetProperty("used").GetDecimal().Should().Be(1.5m);
        cpu.GetProperty("reserved").GetDecimal().Should().Be(1.5m);
        cpu.GetProperty("total").GetDecimal().Should().Be(3);
        cpu.GetProperty("available").GetDecimal().Should().Be(0);
        cpu.GetProperty("over").GetDecimal().Should().Be(1);
    }

    [Fact]
    public async Task Isolation_says_what_must_follow_and_may_be_sent_back_as_it_was_read()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement hard = await DoAsync(host, "PUT", "/isolation", """{"isolation_level": "hard"}""");
        JsonElement read = await DoAsync(host, "GET", "/isolation");
        JsonElement again = await DoAsync(host, "PUT", "/isolation", read.GetRawText());
        JsonElement custom = await DoAsync(host, "PUT", "/isolation", """
            {"isolation_level": "custom", "isolation_settings": {"network": "own", "storage": "shared", "compute": "own", "resource_guarantees": true}}
            """);

        hard.GetProperty("changes").Texts("aspect").Should().Equal("network", "storage", "compute", "resource_guarantees");
        hard.GetProperty("changes")[0].GetProperty("is_tightened").GetBoolean().Should().BeTrue();
        hard.GetProperty("changes")[0].Text("action").Should().NotBeEmpty();
        read.Text("isolation_level").Should().Be("hard");
        again.GetProperty("changes").GetArrayLength().Should().Be(0);
        custom.GetProperty("changes").Texts("aspect").Should().Equal("storage");
        custom.GetProperty("changes")[0].GetProperty("is_tightened").GetBoolean().Should().BeFalse();
        custom.GetProperty("isolation_settings").Text("storage").Should().Be("shared");
    }

    [Fact]
    public async Task Namespaces_are_given_and_taken_away_with_the_bindings_in_them()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage created = await host.SendAsync("POST", Path + "/namespaces", ApiTestHost.Admin, """{"namespace": "new"}""");
        (await created.ShouldBeAsync(HttpStatusCode.Created)).GetProperty("namespaces").Texts().Should().Equal("acme-web", "new");
        created.Headers.ETag.Should().NotBeNull();
        (await DoAsync(host, "POST", "/namespaces", """{"namespace": "new"}""")).GetProperty("namespaces").Texts().Should().Equal("acme-web", "new");
        JsonElement taken = await (await host.SendAsync("POST", Path + "/namespaces", ApiTestHost.Admin, """{"namespace": "globex-web"}"""))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
        taken.Text("conflict").Should().Be("namespace");

        await (await host.SendAsync("DELETE", Path + "/namespaces/acme-web", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", Path + "/namespaces/acme-web", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
        await (await host.GetAsync(Path, ApiTestHost.NamespaceOperator)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await DoAsync(host, "GET", "/namespaces")).GetProperty("namespaces").Texts().Should().Equal("new");
    }

    [Fact]
    public async Task Status_that_does_not_allow_it_is_told()
    {
        FailingProvisioner provisioner = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t =>
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<ITenantProvisioner>(t.Services, provisioner));
        JsonElement active = await (await host.SendAsync("POST", Path + "/resume", ApiTestHost.Admin)).ShouldBeProblemAsync(409, TenancyProblemTypes.InvalidTransition);
        active.Text("from").Should().Be("active");
        provisioner.Fails = true;

        JsonElement failed = await (await host.SendAsync("DELETE", Path, ApiTestHost.Admin)).ShouldBeProblemAsync(502, TenancyProblemTypes.ProvisioningFailed);
        JsonElement terminating = await (await host.SendAsync("PATCH", Path, ApiTestHost.Admin, """{"description": "x"}""")).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        provisioner.Fails = false;

        failed.Text("reason").Should().Contain("The disk is full.");
        terminating.Text("tenant_status").Should().Be("terminating");
        await (await host.SendAsync("DELETE", Path, ApiTestHost.Admin)).ShouldBeEmptyAsync();
    }

    private static async Task<JsonElement> DoAsync(ApiTestHost host, string method, string path, string? body = null) =>
        await (await host.SendAsync(method, Path + path, ApiTestHost.Admin, body)).ShouldBeAsync(HttpStatusCode.OK);
}
