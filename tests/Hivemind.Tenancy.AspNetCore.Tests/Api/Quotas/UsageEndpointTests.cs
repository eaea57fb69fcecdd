using System.Net;
using System.Text;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What all tenants hold.</summary>
public sealed class UsageEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_tenants_are_listed_the_worst_first_in_pages()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await HoldAsync(host, WebTestHost.Acme, 1);
        await HoldAsync(host, WebTestHost.Globex, 3);
        foreach (string id in new[] { "idle-b", "idle-a" })
        {
            await host.Web.CreateAsync(TenantId.Parse(id), "ida");
        }

        List<JsonElement> usages = [];
        for (string? cursor = string.Empty; cursor is not null;)
        {
            string query = cursor.Length == 0 ? string.Empty : $"&cursor={cursor}";
            JsonElement page = await (await host.GetAsync($"/usage?limit=1{query}", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
            usages.Add(page.GetProperty("usages").EnumerateArray().Single());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        usages.Select(u => u.Text("tenant_id")).Should().Equal("globex", "acme", "idle-a", "idle-b");
        usages.Select(u => u.GetProperty("share").GetInt32()).Should().Equal(750, 250, 0, 0);
        usages[0].GetProperty("cpu_usage").GetDecimal().Should().Be(3);
        usages[0].Text("tenant_uid").Should().Be((await host.Web.Tenants.GetTenantAsync(WebTestHost.Globex, Token)).Uid.ToString());
        JsonElement all = await (await host.GetAsync("/usage", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        all.GetProperty("usages").Texts("tenant_id").Should().Equal("globex", "acme", "idle-a", "idle-b");
        all.GetProperty("next_cursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("cursor=")]
    [InlineData("cursor=x")]
    public async Task What_is_no_page_is_refused(string query)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        await (await host.GetAsync($"/usage?{query}", ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("1")]
    [InlineData("-1 acme")]
    [InlineData("1 ACME")]
    [InlineData("2147483648 acme")]
    [InlineData("1 acme x")]
    public async Task Cursor_that_is_none_of_usage_is_refused(string place)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string cursor = System.Buffers.Text.Base64Url.EncodeToString([1, .. Encoding.UTF8.GetBytes(place)]);

        await (await host.GetAsync($"/usage?cursor={cursor}", ApiTestHost.Admin)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    private static async Task HoldAsync(ApiTestHost host, TenantId tenant, decimal cores)
    {
        await host.Web.Tenants.UpdateResourceQuotasAsync(tenant, new ResourceQuotas { CpuCores = 4 }, Token);

        // Not disposed of: it is to stay.
        _ = await host.Web.Quotas.ReserveAsync(tenant, new ResourceAmounts { CpuCores = cores }, cancellationToken: Token);
    }
}
