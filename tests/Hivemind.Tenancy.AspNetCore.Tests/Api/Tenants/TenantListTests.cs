using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ApiTestHost.Admin, "acme globex t0 t1 t2 t3 t4")]
    [InlineData("tom", "t0 t1 t2 t3 t4")]
    [InlineData(ApiTestHost.Owner, "acme")]
    [InlineData(ApiTestHost.NamespaceOperator, "acme")]
    [InlineData("nobody", "")]
    public async Task List_holds_what_the_caller_has_access_to_in_pages_of_any_size(string user, string expected)
    {
        await using ApiTestHost host = await StartAsync();
        string[] ids = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        for (int limit = 1; limit <= 8; limit++)
        {
            List<string> found = [];
            string? cursor = null;
            int pages = 0;
            do
            {
                JsonElement page = await PageAsync(host, user, $"limit={limit}" + (cursor is null ? string.Empty : $"&cursor={cursor}"));
                found.AddRange(page.GetProperty("tenants").Texts("id"));
                cursor = page.GetProperty("next_cursor").GetString();
                pages++;
            }
            while (cursor is not null);
            found.Should().Equal(ids);
            pages.Should().Be(Math.Max(1, (ids.Length + limit - 1) / limit));
        }
    }

    [Theory]
    [InlineData(ApiTestHost.Admin, 0, "acme globex")]
    [InlineData(ApiTestHost.Admin, 1, "globex t0")]
    [InlineData(ApiTestHost.Admin, 6, "t4")]
    [InlineData(ApiTestHost.Admin, 7, "")]
    [InlineData(ApiTestHost.Admin, 5000, "")]
    [InlineData("tom", 3, "t3 t4")]
    [InlineData("tom", 5, "")]
    public async Task List_skips_by_number_and_goes_on_by_cursor(string user, int offset, string expected)
    {
        await using ApiTestHost host = await StartAsync();

        JsonElement page = await PageAsync(host, user, $"limit=2&offset={offset}");

        string.Join(' ', page.GetProperty("tenants").Texts("id")).Should().Be(expected);
        if (page.GetProperty("next_cursor").GetString() is { } cursor)
        {
            (await PageAsync(host, user, $"cursor={cursor}")).GetProperty("tenants").GetArrayLength().Should().Be(7 - offset - 2);
        }
    }

    [Theory]
    [InlineData(ApiTestHost.Admin)]
    [InlineData("tom")]
    public async Task List_is_filtered_by_status_and_owner(string user)
    {
        await using ApiTestHost host = await StartAsync();
        await host.Web.Tenants.SuspendTenantAsync(TenantId.Parse("t3"), "unpaid", Token);

        (await PageAsync(host, user, "status=suspended")).GetProperty("tenants").Texts("id").Should().Equal("t3");
        (await PageAsync(host, user, "status=active&owner_id=tom&limit=2")).GetProperty("tenants").Texts("id").Should().Equal("t0", "t1");
        (await PageAsync(host, user, "status=pending")).GetProperty("tenants").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task List_neither_repeats_nor_skips_while_others_write()
    {
        await using ApiTestHost host = await StartAsync();
        JsonElement first = await PageAsync(host, ApiTestHost.Admin, "limit=3");
        await host.Web.Tenants.DeleteTenantAsync(TenantId.Parse("globex"), cancellationToken: Token);
        await host.Web.CreateAsync(TenantId.Parse("aa"), "zoe");

        JsonElement second = await PageAsync(host, ApiTestHost.Admin, $"limit=3&cursor={first.Text("next_cursor")}");

        second.GetProperty("tenants").Texts("id").Should().Equal("t1", "t2", "t3");
    }

    private static async Task<ApiTestHost> StartAsync()
    {
        ApiTestHost host = await ApiTestHost.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await host.Web.CreateAsync(TenantId.Parse($"t{i}"), "tom");
        }

        return host;
    }

    private static async Task<JsonElement> PageAsync(ApiTestHost host, string user, string query) =>
        await (await host.GetAsync("/tenants?" + query, user)).ShouldBeAsync(HttpStatusCode.OK);
}
