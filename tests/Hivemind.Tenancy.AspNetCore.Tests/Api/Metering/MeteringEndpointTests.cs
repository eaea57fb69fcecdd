using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a tenant has held over time.</summary>
public sealed class MeteringEndpointTests
{
    private const string Measure = "/tenants/acme/usage/measure";
    private const string MeasureAll = "/usage/measure";
    private const string Span = "?from=2026-01-02T00:00:00Z&until=2026-01-04T00:00:00Z";

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_is_measured_exactly_in_the_periods_of_a_time_zone()
    {
        await using ApiTestHost host = await StartAsync();
        await HoldAsync(host, 0.001m, "acme-web", 1L << 40);
        _clock.Advance(TimeSpan.FromHours(21));

        JsonElement all = await (await host.GetAsync(Measure + Span, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement days = await (await host.GetAsync(Measure + Span + "&period=day&time_zone=Europe/Berlin", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement whole = all.GetProperty("usages").EnumerateArray().Single();
        whole.GetProperty("group").ValueKind.Should().Be(JsonValueKind.Null);
        Resource(whole, "cpu").Text("total").Should().Be("75.6");
        Resource(whole, "cpu").Text("reserved").Should().Be("75.6");
        Resource(whole, "cpu").GetProperty("peak").GetDecimal().Should().Be(0.001m);
        Resource(whole, "memory").Text("total").Should().Be("83123079059865600");
        JsonElement[] cut = [.. days.GetProperty("usages").EnumerateArray()];
        cut.Select(d => d.Text("start")).Should().Equal("2026-01-02T00:00:00+00:00", "2026-01-02T23:00:00+00:00");
        cut.Select(d => Resource(d, "cpu").Text("total")).Should().Equal("71.755", "3.845");
    }

    [Theory]
    [InlineData("&group_by=namespace", "acme-web")]
    [InlineData("&group_by=source", "engine")]
    [InlineData("&group_by=label&label=team", "red")]
    public async Task Usage_is_told_apart(string query, string group)
    {
        await using ApiTestHost host = await StartAsync();
        await HoldAsync(host, 1, "acme-web");
        _clock.Advance(TimeSpan.FromHours(1));

        JsonElement answer = await (await host.GetAsync(Measure + Span + query, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        answer.GetProperty("usages").Texts("group").Should().Equal(group);
    }

    [Fact]
    public async Task Usage_of_a_tenant_that_is_gone_is_read_by_its_uid_at_Global_scope()
    {
        await using ApiTestHost host = await StartAsync();
        await HoldAsync(host, 1, "acme-web");
        TenantUid uid = (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid;
        _clock.Advance(TimeSpan.FromHours(1));
        await host.Web.Quotas.ReleaseAsync(WebTestHost.Acme, "a", cancellationToken: Token);
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        await host.Web.CreateAsync(WebTestHost.Acme, "alice");

        JsonElement past = await (await host.GetAsync($"{Measure}{Span}&tenant_uid={uid}", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement now = await (await host.GetAsync(Measure + Span, ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        Resource(past.GetProperty("usages")[0], "cpu").Text("total").Should().Be("3600");
        now.GetProperty("usages").GetArrayLength().Should().Be(0);
        await (await host.GetAsync($"{Measure}{Span}&tenant_uid={uid}", "alice")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData("", null, "14400")]
    [InlineData("&group_by=namespace", "acme-web", "10800")]
    [InlineData("&group_by=source", "engine", "14400")]
    public async Task Usage_of_all_tenants_is_measured_together(string query, string? group, string cpu)
    {
        await using ApiTestHost host = await StartAsync();
        await HoldAsync(host, 3, "acme-web");
        await HoldAsync(host, 1, ns: null, tenant: WebTestHost.Globex);
        _clock.Advance(TimeSpan.FromHours(1));

        JsonElement answer = await (await host.GetAsync(MeasureAll + Span + query, ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement told = answer.GetProperty("usages").EnumerateArray().Single(u => u.GetProperty("group").GetString() == group);
        Resource(told, "cpu").Text("total").Should().Be(cpu);
    }

    [Fact]
    public async Task Usage_of_all_tenants_is_told_apart_by_uid_those_that_are_gone_included()
    {
        await using ApiTestHost host = await StartAsync();
        await HoldAsync(host, 3, "acme-web");
        TenantUid gone = (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid;
        _clock.Advance(TimeSpan.FromHours(1));
        await host.Web.Quotas.ReleaseAsync(WebTestHost.Acme, "a", cancellationToken: Token);
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);

        JsonElement answer = await (await host.GetAsync(MeasureAll + Span + "&group_by=tenant", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        answer.GetProperty("usages").Texts("group").Should().Equal(gone.ToString());
    }

    [Theory]
    [InlineData("?until=2026-01-04T00:00:00Z")]
    [InlineData(Span + "&group_by=owner")]
    [InlineData(Span + "&label=team")]
    [InlineData(Span + "&period=year")]
    [InlineData(Span + "&time_zone=Middle/Earth")]
    public async Task What_is_no_question_about_all_is_refused(string query)
    {
        await using ApiTestHost host = await StartAsync();

        await (await host.GetAsync(MeasureAll + query, ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Theory]
    [InlineData("?until=2026-01-04T00:00:00Z")]
    [InlineData("?from=2026-01-04T00:00:00Z")]
    [InlineData("?from=2026-01-04T00:00:00Z&until=2026-01-02T00:00:00Z")]
    [InlineData("?from=2026-01-04T00:00:00&until=2026-01-05T00:00:00Z")]
    [InlineData(Span + "&period=year")]
    [InlineData("?from=2000-01-01T00:00:00Z&until=2026-01-02T00:00:00Z&period=minute")]
    [InlineData(Span + "&time_zone=Middle/Earth")]
    [InlineData(Span + "&group_by=tenant")]
    [InlineData(Span + "&group_by=label")]
    [InlineData(Span + "&label=team")]
    [InlineData(Span + "&group_by=label&label=")]
    [InlineData(Span + "&tenant_uid=acme")]
    public async Task What_is_no_question_is_refused(string query)
    {
        await using ApiTestHost host = await StartAsync();

        await (await host.GetAsync(Measure + query, ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    private static JsonElement Resource(JsonElement usage, string name) =>
        usage.GetProperty("resources").EnumerateArray().Single(r => r.Text("resource") == name);

    private Task<ApiTestHost> StartAsync() => ApiTestHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(_clock));

    private static async Task HoldAsync(ApiTestHost host, decimal cores, string? ns, long? memory = null, TenantId? tenant = null)
    {
        // Not disposed of: it is to stay.
        _ = await host.Web.Quotas.ReserveAsync(
            tenant ?? WebTestHost.Acme,
            new ResourceAmounts { CpuCores = cores, MemoryBytes = memory ?? 0 },
            new ReservationOptions { AllocationId = "a", Namespace = ns, Source = "engine", Labels = new Dictionary<string, string> { ["team"] = "red" }, Lease = TimeSpan.FromHours(24) },
            Token);
    }
}
