using System.Net;
using System.Text;
using CsvHelper;
using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a tenant owes for a month, as a file of FOCUS charges.</summary>
public sealed class StatementExportTests
{
    private const string January = "/tenants/acme/statements/2026-01/focus.csv";

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_the_lines_of_the_statement_in_a_file_called_after_it()
    {
        await using ApiTestHost host = await StartAsync();
        await UseAsync(host);

        HttpResponseMessage response = await host.GetAsync(January, ApiTestHost.Viewer);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8; header=present");
        response.Content.Headers.ContentDisposition!.ToString().Should().Be("attachment; filename=\"acme-2026-01-focus.csv\"");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        byte[] body = await response.Content.ReadAsByteArrayAsync(Token);
        body[0].Should().Be((byte)'B', "there is no byte order mark before the first column");
        List<Dictionary<string, string?>> rows = Rows(body);
        rows.Select(r => (r["SkuMeter"], r["x_Tier"], r["PricingQuantity"], r["BilledCost"]))
            .Should().Equal(("cpu", "0", "1", "0.00"), ("cpu", "1", "2", "1.00"), ("tokens", "1", "7", "0.07"));
        rows.Select(r => r["BillingPeriodStart"]).Should().AllBeEquivalentTo("2026-01-01T00:00:00Z");
    }

    /// <summary>A header is all there is of a month in which nothing was used, and the calendar that is asked for counts.</summary>
    [Fact]
    public async Task Month_is_that_of_the_calendar_that_is_asked_for()
    {
        await using ApiTestHost host = await StartAsync();
        await UseAsync(host);

        List<Dictionary<string, string?>> berlin = Rows(await BytesAsync(host, January + "?time_zone=Europe/Berlin", ApiTestHost.Viewer));
        List<Dictionary<string, string?>> before = Rows(await BytesAsync(host, January.Replace("2026-01", "2025-12", StringComparison.Ordinal), ApiTestHost.Viewer));

        berlin.Select(r => r["BillingPeriodStart"]).Should().HaveCount(3).And.AllBeEquivalentTo("2025-12-31T23:00:00Z");
        before.Should().BeEmpty();
    }

    [Fact]
    public async Task Text_that_a_spreadsheet_would_run_is_text()
    {
        await using ApiTestHost host = await StartAsync();
        await UseAsync(host);

        Rows(await BytesAsync(host, January, ApiTestHost.Viewer)).Select(r => r["ServiceName"]).Should().AllBeEquivalentTo("'=Containers");
    }

    [Fact]
    public async Task Charges_of_a_tenant_that_is_gone_are_read_by_its_uid_at_Global_scope()
    {
        await using ApiTestHost host = await StartAsync();
        TenantUid uid = await UseAsync(host);
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        await host.Web.CreateAsync(WebTestHost.Acme, "alice");

        Rows(await BytesAsync(host, $"{January}?tenant_uid={uid}", ApiTestHost.Admin)).Select(r => r["BillingAccountId"]).Should().HaveCount(3).And.AllBeEquivalentTo($"acme@{uid}");
        Rows(await BytesAsync(host, January, ApiTestHost.Admin)).Should().BeEmpty();
        await (await host.GetAsync($"{January}?tenant_uid={uid}", "alice")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData("2026-13", 400, TenancyProblemTypes.InvalidRequest)]
    [InlineData("now", 400, TenancyProblemTypes.InvalidRequest)]
    [InlineData("1999-12", 404, TenancyProblemTypes.PriceListMissing)]
    public async Task What_has_no_statement_is_a_problem_and_no_file(string month, int status, string type)
    {
        await using ApiTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync($"/tenants/acme/statements/{month}/focus.csv", ApiTestHost.Admin);

        await response.ShouldBeProblemAsync(status, type);
        response.Content.Headers.ContentDisposition.Should().BeNull();
    }

    private static List<Dictionary<string, string?>> Rows(byte[] csv)
    {
        using CsvReader reader = CsvReader.FromText(Encoding.UTF8.GetString(csv));
        List<Dictionary<string, string?>> rows = [];
        foreach (CsvRow row in reader)
        {
            rows.Add(row.ToDictionary().ToDictionary(f => f.Key, f => (string?)f.Value));
        }

        return rows;
    }

    private static async Task<byte[]> BytesAsync(ApiTestHost host, string path, string user)
    {
        HttpResponseMessage response = await host.GetAsync(path, user);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    private Task<ApiTestHost> StartAsync() => ApiTestHost.StartAsync(
        services: services => services.AddSingleton<TimeProvider>(_clock), tenancy: builder => builder.AddTestBilling());

    /// <summary>acme holds a core for three hours, and uses 7 tokens.</summary>
    private async Task<TenantUid> UseAsync(ApiTestHost host)
    {
        // Not disposed of: it is to stay.
        _ = await host.Web.Quotas.ReserveAsync(
            WebTestHost.Acme, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = "a", Lease = TimeSpan.FromHours(24) }, Token);
        _clock.Advance(TimeSpan.FromHours(3));
        await host.Web.Quotas.ReleaseAsync(WebTestHost.Acme, "a", cancellationToken: Token);
        await host.Services.GetRequiredService<IConsumptionManager>().ConsumeAsync(WebTestHost.Acme, new() { ["tokens"] = 7 }, cancellationToken: Token);
        return (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid;
    }
}
