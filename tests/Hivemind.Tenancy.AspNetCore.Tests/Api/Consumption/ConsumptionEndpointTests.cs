using System.Net;
using System.Text;
using System.Text.Json;
using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a tenant uses up, now and in windows past.</summary>
public sealed class ConsumptionEndpointTests
{
    private const string Path = "/tenants/acme/consumption";
    private const string Span = "?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z";

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Budgets_say_limit_used_held_and_the_window()
    {
        await using ApiTestHost host = await StartAsync();
        await host.DoAsync("PATCH", string.Empty, """{"budgets": {"tokens": {"limit": 10, "window": "hour"}, "calls": {"limit": 1, "window": "day", "post_paid": true}}}""");
        await ConsumeAsync(host, ("tokens", 3), ("calls", 2), ("free", 7));
        _ = await Consumption(host).HoldAsync(WebTestHost.Acme, new() { ["tokens"] = 4 }, cancellationToken: Token);

        JsonElement answer = await (await host.GetAsync("/tenants/acme/budgets", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        answer.GetProperty("budgets").EnumerateArray().Select(b => b.GetRawText()).Should().Equal(
            """{"meter":"calls","limit":1,"used":2,"held":0,"left":0,"over":1,"window_start":"2026-01-02T00:00:00+00:00","window_end":"2026-01-03T00:00:00+00:00","post_paid":true}""",
            """{"meter":"free","limit":null,"used":7,"held":0,"left":null,"over":0,"window_start":"2026-01-01T00:00:00+00:00","window_end":"2026-02-01T00:00:00+00:00","post_paid":false}""",
            """{"meter":"tokens","limit":10,"used":3,"held":4,"left":3,"over":0,"window_start":"2026-01-02T03:00:00+00:00","window_end":"2026-01-02T04:00:00+00:00","post_paid":false}""");
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("the-longest-prefix")]
    public async Task Windows_are_read_in_pages(string name)
    {
        string meter = name == "tokens" ? name : $"{string.Join('.', Enumerable.Repeat(new string('a', 62), 4))}/{new string('b', 63)}";
        await using ApiTestHost host = await StartAsync();
        await host.DoAsync("PATCH", string.Empty, $$"""{"budgets": {"{{meter}}": {"limit": 10, "window": "hour"} } }""");
        for (int i = 1; i <= 3; i++)
        {
            await ConsumeAsync(host, (meter, i), ("zeta", 1));
            _clock.Advance(TimeSpan.FromHours(1));
        }

        List<string> read = [];
        for (string? cursor = string.Empty; cursor is not null;)
        {
            string query = cursor.Length == 0 ? string.Empty : $"&cursor={cursor}";
            JsonElement page = await (await host.GetAsync($"{Path}{Span}&limit=1{query}", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
            JsonElement window = page.GetProperty("windows").EnumerateArray().Single();
            read.Add($"{window.Text("meter")[0]} {window.Text("window")} {window.Text("start")[..13]} {window.GetProperty("used")} {window.GetProperty("is_open")}");
            cursor = page.GetProperty("next_cursor").GetString();
        }

        string m = meter[..1];
        read.Should().Equal(
            "z month 2026-01-01T00 3 True", $"{m} hour 2026-01-02T03 1 False", $"{m} hour 2026-01-02T04 2 False", $"{m} hour 2026-01-02T05 3 False");
        JsonElement only = await (await host.GetAsync($"{Path}{Span}&meter=zeta", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        only.GetProperty("windows").Texts("meter").Should().Equal("zeta");
    }

    [Fact]
    public async Task Windows_of_a_tenant_that_is_gone_are_read_by_its_uid_at_Global_scope()
    {
        await using ApiTestHost host = await StartAsync();
        await ConsumeAsync(host, ("tokens", 3));
        TenantUid uid = (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid;
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);

        JsonElement past = await (await host.GetAsync($"{Path}{Span}&tenant_uid={uid}", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        past.GetProperty("windows")[0].GetProperty("used").GetInt64().Should().Be(3);
        await (await host.GetAsync($"{Path}{Span}&tenant_uid={uid}", "alice")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        await (await host.GetAsync(Path + Span, ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData("?until=2026-01-04T00:00:00Z")]
    [InlineData("?from=2026-01-04T00:00:00Z")]
    [InlineData(Span + "&meter=a%20b")]
    [InlineData(Span + "&limit=0")]
    [InlineData(Span + "&cursor=x")]
    [InlineData(Span + "&tenant_uid=0")]
    public async Task What_is_no_question_is_refused(string query)
    {
        await using ApiTestHost host = await StartAsync();

        await (await host.GetAsync(Path + query, ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Theory]
    [InlineData("1 1")]
    [InlineData("1 1 a b")]
    [InlineData("-1 1 a")]
    [InlineData("9223372036854775807 1 a")]
    [InlineData("1 x a")]
    public async Task Cursor_that_is_none_of_windows_is_refused(string place)
    {
        await using ApiTestHost host = await StartAsync();
        string cursor = System.Buffers.Text.Base64Url.EncodeToString([1, .. Encoding.UTF8.GetBytes(place)]);

        await (await host.GetAsync($"{Path}{Span}&cursor={cursor}", ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    private static IConsumptionManager Consumption(ApiTestHost host) => host.Services.GetRequiredService<IConsumptionManager>();

    private static ValueTask ConsumeAsync(ApiTestHost host, params (string Meter, long Amount)[] amounts) => Consumption(host).ConsumeAsync(
        WebTestHost.Acme, ConsumptionAmounts.Of(amounts.Select(a => KeyValuePair.Create(a.Meter, a.Amount))), cancellationToken: Token);

    private Task<ApiTestHost> StartAsync() => ApiTestHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(_clock));
}
