using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a tenant owes, month by month.</summary>
public sealed class StatementEndpointTests
{
    private const string Statements = "/tenants/acme/statements";
    private const string January = Statements + "/2026-01";

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statement_says_each_line_in_exact_digits_and_what_has_no_price()
    {
        await using ApiTestHost host = await StartAsync();
        TenantUid uid = await UseAsync(host);

        JsonElement statement = await (await host.GetAsync(January, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement[] lines = [.. statement.GetProperty("lines").EnumerateArray()];
        (statement.Text("tenant_id"), statement.Text("tenant_uid"), statement.Text("month"), statement.Text("time_zone")).Should().Be(("acme", uid.ToString(), "2026-01", "UTC"));
        (statement.Text("start"), statement.Text("end")).Should().Be(("2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"));
        (statement.Text("currency"), statement.Text("price_list"), statement.Text("total")).Should().Be(("EUR", "default", "1.07"));
        statement.GetProperty("is_closed").GetBoolean().Should().BeFalse();
        lines.Select(l => (l.Text("resource"), l.GetProperty("tier").GetInt32(), l.Text("quantity"), l.Text("unit_price"), l.Text("amount")))
            .Should().Equal(("cpu", 0, "1", "0", "0.00"), ("cpu", 1, "2", "0.5", "1.00"), ("tokens", 1, "7", "0.01", "0.07"));
        (lines[1].Text("used"), lines[1].Text("used_unit"), lines[1].Text("price_version")).Should().Be(("7200", "Core-Seconds", "2000-01-01"));
        statement.GetProperty("unpriced").GetRawText().Should().Be("""[{"resource":"memory","is_counted":false,"used":"83123079059865600"}]""");
    }

    [Fact]
    public async Task Months_are_those_of_the_calendar_that_is_asked_for()
    {
        await using ApiTestHost host = await StartAsync();
        await UseAsync(host);
        _clock.Advance(new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero) - _clock.GetUtcNow());

        (await MonthsAsync(host, string.Empty)).Should().Equal("2026-01");
        (await MonthsAsync(host, "?time_zone=Europe/Berlin")).Should().Equal("2026-02", "2026-01");
        JsonElement berlin = await (await host.GetAsync(January + "?time_zone=Europe/Berlin", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        (berlin.Text("start"), berlin.Text("time_zone")).Should().Be(("2025-12-31T23:00:00+00:00", "Europe/Berlin"));
    }

    [Fact]
    public async Task Statements_of_a_tenant_that_is_gone_are_read_by_its_uid_at_Global_scope()
    {
        await using ApiTestHost host = await StartAsync();
        TenantUid uid = await UseAsync(host);
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        await host.Web.CreateAsync(WebTestHost.Acme, "alice");

        JsonElement past = await (await host.GetAsync($"{January}?tenant_uid={uid}", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement now = await (await host.GetAsync(January, ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        (past.Text("total"), now.Text("total")).Should().Be(("1.07", "0.00"));
        await (await host.GetAsync($"{Statements}?tenant_uid={uid}", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        foreach (string path in new[] { January, Statements })
        {
            await (await host.GetAsync($"{path}?tenant_uid={uid}", "alice")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        }
    }

    [Fact]
    public async Task Month_without_prices_or_no_longer_kept_is_refused()
    {
        await using ApiTestHost host = await StartAsync(tenancy => tenancy.Services.Configure<HivemindTenancyOptions>(o => o.RetainUsage = TimeSpan.FromDays(60)));

        JsonElement trimmed = await (await host.GetAsync(Statements + "/2025-10", ApiTestHost.Viewer)).ShouldBeProblemAsync(410, TenancyProblemTypes.StatementTrimmed);
        JsonElement unpriced = await (await host.GetAsync(Statements + "/1999-12", ApiTestHost.Viewer)).ShouldBeProblemAsync(404, TenancyProblemTypes.PriceListMissing);

        (trimmed.Text("tenant_id"), trimmed.Text("month")).Should().Be(("acme", "2025-10"));
        (unpriced.Text("tenant_id"), unpriced.Text("day")).Should().Be(("acme", "1999-12-01"));
    }

    [Theory]
    [InlineData("/2026-13")]
    [InlineData("/2026-1")]
    [InlineData("/2026-01-01")]
    [InlineData("/9999-12")]
    [InlineData("/now")]
    [InlineData("/2026-01?time_zone=Middle/Earth")]
    [InlineData("?time_zone=Middle/Earth")]
    [InlineData("/2026-01?tenant_uid=acme")]
    public async Task What_is_no_month_is_refused(string path)
    {
        await using ApiTestHost host = await StartAsync();

        await (await host.GetAsync(Statements + path, ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    private static async Task<IEnumerable<string?>> MonthsAsync(ApiTestHost host, string query) =>
        (await (await host.GetAsync(Statements + query, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("months").EnumerateArray().Select(m => m.GetString());

    private Task<ApiTestHost> StartAsync(Action<HivemindTenancyBuilder>? tenancy = null) => ApiTestHost.StartAsync(
        services: services => services.AddSingleton<TimeProvider>(_clock),
        tenancy: builder =>
        {
            builder.AddTestBilling();
            tenancy?.Invoke(builder);
        });

    /// <summary>acme holds a core and memory for three hours, and uses 7 tokens.</summary>
    private async Task<TenantUid> UseAsync(ApiTestHost host)
    {
        // Not disposed of: it is to stay.
        _ = await host.Web.Quotas.ReserveAsync(
            WebTestHost.Acme, new ResourceAmounts { CpuCores = 1, MemoryBytes = 7_696_581_394_432 }, new ReservationOptions { AllocationId = "a", Lease = TimeSpan.FromHours(24) }, Token);
        _clock.Advance(TimeSpan.FromHours(3));
        await host.Web.Quotas.ReleaseAsync(WebTestHost.Acme, "a", cancellationToken: Token);
        await host.Services.GetRequiredService<IConsumptionManager>().ConsumeAsync(WebTestHost.Acme, new() { ["tokens"] = 7 }, cancellationToken: Token);
        return (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid;
    }
}
