using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Quotas, grace and usage.</summary>
public sealed class QuotaEndpointTests
{
    private const string Path = "/tenants/acme";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quotas_are_replaced_as_a_whole()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.DoAsync("PUT", "/quotas", """{"cpu_limit": 4, "memory_limit": 100}""");

        JsonElement set = await host.DoAsync("PUT", "/quotas", """{"cpu_limit": 2.5, "max_services": 0, "other": {"gpu": 1}}""");
        JsonElement read = await host.DoAsync("GET", "/quotas");

        set.GetRawText().Should().Be(read.GetRawText());
        read.GetProperty("resource_quotas").GetRawText().Should().Be(
            """{"cpu_limit":2.5,"memory_limit":null,"storage_limit":null,"max_containers":null,"max_services":0,"other":{"gpu":1}}""");
        read.GetProperty("grace").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Grace_is_granted_shown_and_taken_away()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.DoAsync("PUT", "/quotas", """{"cpu_limit": 4}""");

        JsonElement granted = await host.DoAsync("PUT", "/grace", """{"ceiling": {"cpu": 6}, "until": "2100-06-01T12:00:00.5+02:00"}""");
        granted.GetProperty("until").GetDateTimeOffset().Should().Be(new DateTimeOffset(2100, 6, 1, 10, 0, 0, 500, TimeSpan.Zero));
        JsonElement usage = await host.DoAsync("GET", "/usage");
        usage.GetProperty("grace").GetRawText().Should().Be(granted.GetRawText());
        usage.GetProperty("resources")[0].GetProperty("quota").GetDecimal().Should().Be(4);
        usage.GetProperty("resources")[0].GetProperty("limit").GetDecimal().Should().Be(6);
        (await host.DoAsync("GET", "/grace")).GetRawText().Should().Be(granted.GetRawText());
        (await host.DoAsync("GET", "/quotas")).GetProperty("grace").GetRawText().Should().Be(granted.GetRawText());

        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.GetAsync(Path + "/grace", ApiTestHost.Owner)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
    }

    [Fact]
    public async Task Grace_is_changed_on_top_of_what_the_caller_saw_and_of_nothing_else()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string first = await GrantAsync(host, 6, 200, "If-None-Match: *");
        (await host.GetAsync(Path + "/grace", ApiTestHost.Owner)).Headers.ETag!.ToString().Should().Be(first);
        await GrantAsync(host, 7, 412, "If-None-Match: *");
        string second = await GrantAsync(host, 7, 200, $"If-Match: {first}");
        second.Should().NotBe(first);
        await GrantAsync(host, 8, 412, $"If-Match: {first}");
        JsonElement problem = await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin, null, $"If-Match: {first}")).ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
        problem.Text("tenant_id").Should().Be("acme");
        (await host.DoAsync("GET", "/grace")).GetProperty("ceiling").GetProperty("cpu").GetDecimal().Should().Be(7);

        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Owner, null, $"If-Match: {first}")).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await GrantAsync(host, 8, 400, "If-None-Match: \"a\"");
        await GrantAsync(host, 8, 400, "If-Match: no quotes");
        await (await host.SendAsync("DELETE", Path + "/grace", ApiTestHost.Admin, null, $"If-Match: {second}")).ShouldBeEmptyAsync();
        await GrantAsync(host, 8, 412, "If-Match: *");
        (await GrantAsync(host, 6, 200)).Should().Be(first, "a tag says what the grace says");
    }

    [Theory]
    [InlineData("{0}", 412)]
    [InlineData("*", 200)]
    public async Task Grace_that_somebody_changes_between_the_look_and_the_act_is_replaced_only_if_it_fits(string ifMatch, int status)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        string tag = await GrantAsync(host, 6, 200);
        BeforeCall<ITenantStore> store = Intercept.Store(host);
        store.Before = method =>
        {
            if (method == nameof(ITenantStore.SetGraceAsync))
            {
                store.Before = null;
                using TenantScope scope = TenantContext.System("test", "another host").Enter();
                host.Web.Quotas.GrantGraceAsync(WebTestHost.Acme, new ResourceAmounts { CpuCores = 50 }, DateTimeOffset.UtcNow.AddDays(1), cancellationToken: Token).AsTask().GetAwaiter().GetResult();
            }
        };

        await GrantAsync(host, 7, status, "If-Match: " + ifMatch.Replace("{0}", tag, StringComparison.Ordinal));

        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Grace!.Ceiling.CpuCores.Should().Be(status == 200 ? 7 : 50);
    }

    [Fact]
    public async Task Usage_counts_what_is_held_and_committed()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.DoAsync("PUT", "/quotas", """{"cpu_limit": 4}""");
        ResourceAmounts amounts = new() { CpuCores = 1.5m, MemoryBytes = 10, StorageBytes = 20, Containers = 1, Services = 2, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } };
        ResourceReservation committed = await host.Web.Quotas.ReserveAsync(WebTestHost.Acme, amounts, cancellationToken: Token);
        await committed.CommitAsync(Token);
        await host.Web.Quotas.ReserveAsync(WebTestHost.Acme, amounts, cancellationToken: Token);
        await host.DoAsync("PUT", "/quotas", """{"cpu_limit": 2}""");

        JsonElement usage = await host.DoAsync("GET", "/usage");

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

    private static async Task<string> GrantAsync(ApiTestHost host, int cpu, int status, params string[] headers)
    {
        string body = $$"""{"ceiling": {"cpu": {{cpu}}}, "until": "2100-06-01T12:00:00Z"}""";
        HttpResponseMessage response = await host.SendAsync("PUT", Path + "/grace", ApiTestHost.Admin, body, headers);
        ((int)response.StatusCode).Should().Be(status);
        return response.Headers.ETag?.ToString() ?? string.Empty;
    }
}
