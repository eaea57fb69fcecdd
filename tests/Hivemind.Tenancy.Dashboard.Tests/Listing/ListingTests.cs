using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Dashboard.Tests.Listing;

public sealed class ListingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?sort=worst")]
    [InlineData("?q=name&status=active")]
    public async Task The_first_page_of_many_tenants_costs_as_many_reads_as_of_few(string query)
    {
        string[] few = await ReadsAsync(100, query);
        string[] many = await ReadsAsync(10_000, query);

        many.Should().Equal(few);
        few.Count(c => c == nameof(ITenantStore.ListUsageAsync)).Should().Be(1);
        few.Should().NotContain(nameof(ITenantStore.GetUsageAsync)).And.NotContain(nameof(ITenantStore.FindAsync));
    }

    [Fact]
    public async Task A_page_of_somebody_with_some_tenants_reads_their_usage_at_once()
    {
        CountedStore store = new();
        await using DashboardHost host = await DashboardHost.StartAsync(store.Before);
        for (int i = 0; i < 20; i++)
        {
            await host.AddTenantAsync($"t-{i:00}", owner: i < 12 ? "olga" : "gus", s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 2 } });
        }

        using HttpClient client = host.Client("olga");
        string page = string.Empty;
        string[] calls = await store.DuringAsync(async () => page = await client.GetStringAsync(client.BaseAddress, TestContext.Current.CancellationToken));

        Ids(page).Should().Equal(Enumerable.Range(0, 12).Select(i => $"t-{i:00}"));
        page.Should().Contain("Fullest quota first").And.Contain("0 cores / 2 cores");
        calls.Count(c => c == nameof(ITenantStore.ListUsageAsync)).Should().Be(1);
        calls.Should().NotContain(nameof(ITenantStore.GetUsageAsync));
    }

    [Fact]
    public async Task The_fullest_quota_comes_first_page_by_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.PageSize = 10);
        string[] expected = await FillAsync(host, 25);
        using HttpClient client = host.Client("root");

        List<string> seen = [];
        string? next = "?sort=worst";
        for (int pages = 0; next is not null && pages < 5; pages++)
        {
            string page = await client.GetStringAsync(client.BaseAddress + next, TestContext.Current.CancellationToken);
            string[] ids = Ids(page);
            ids.Length.Should().BeLessThanOrEqualTo(10);
            seen.AddRange(ids);
            next = NextOf(page);
        }

        seen.Should().Equal(expected);
    }

    [Fact]
    public async Task With_the_fullest_first_filters_apply_to_each_page_and_the_page_says_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.PageSize = 10);
        string[] order = await FillAsync(host, 25);
        using HttpClient client = host.Client("root");

        string page = await client.GetStringAsync(client.BaseAddress + "?sort=worst&q=" + order[3], TestContext.Current.CancellationToken);
        string empty = await client.GetStringAsync(client.BaseAddress + "?sort=worst&q=" + order[14], TestContext.Current.CancellationToken);
        string second = await client.GetStringAsync(client.BaseAddress + NextOf(empty), TestContext.Current.CancellationToken);

        Ids(page).Should().Equal(order[3]);
        Html.Text(page).Should().Contain("of each page shows those that match");
        Html.Text(empty).Should().Contain("No tenant of this page matches; there are more pages.");
        Ids(second).Should().Equal(order[14]);
    }

    [Fact]
    public async Task Who_has_several_tenants_sees_the_fullest_first_of_those_that_match_page_by_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.PageSize = 10);
        string[] order = await FillAsync(host, 25, owner: i => i % 25 == 7 ? "gus" : "olga");
        string other = order.Single(id => id == IdOf(7));
        using HttpClient client = host.Client("olga");

        List<string> seen = [];
        string? next = "?sort=worst&status=active";
        while (next is not null && seen.Count < order.Length)
        {
            string page = await client.GetStringAsync(client.BaseAddress + next, TestContext.Current.CancellationToken);
            Ids(page).Length.Should().BeInRange(1, 10);
            Html.Text(page).Should().NotContain("of each page shows those that match", "each page is full");
            seen.AddRange(Ids(page));
            next = NextOf(page);
        }

        seen.Should().Equal(order.Where(id => id != other));
        Ids(await client.GetStringAsync(client.BaseAddress + "?sort=worst&q=" + order[14], TestContext.Current.CancellationToken)).Should().Equal(order[14]);
        Ids(await client.GetStringAsync(client.BaseAddress + "?sort=worst&q=" + other, TestContext.Current.CancellationToken)).Should().BeEmpty();
        Ids(await client.GetStringAsync(client.BaseAddress + "?sort=worst&after=850", TestContext.Current.CancellationToken)).Should().Equal(seen[..10]);
    }

    [Fact]
    public async Task The_fullest_first_of_many_own_tenants_costs_as_many_reads_as_of_few()
    {
        string[] few = await OwnReadsAsync(60);
        string[] many = await OwnReadsAsync(600);

        many.Should().Equal(few);
        few.Count(c => c == nameof(ITenantStore.ListUsageAsync)).Should().Be(2, "one for the order, one for what is shown");
        few.Should().NotContain(nameof(ITenantStore.GetUsageAsync));
    }

    [Fact]
    public async Task Of_more_own_tenants_than_one_query_names_the_fullest_first_is_not_offered()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await FillAsync(host, 1001, _ => "olga");
        using HttpClient client = host.Client("olga");

        string page = await client.GetStringAsync(client.BaseAddress + "?sort=worst", TestContext.Current.CancellationToken);

        page.Should().NotContain("Fullest quota first");
        Ids(page).Should().HaveCount(50).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("_")]
    [InlineData("850")]
    [InlineData("850_")]
    [InlineData("-1_t-01")]
    [InlineData("99999999999_t-01")]
    [InlineData("1_2_3")]
    [InlineData("<script>_t-01")]
    public async Task A_place_that_is_none_is_the_first_page(string after)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.PageSize = 10);
        string[] order = await FillAsync(host, 12);
        using HttpClient client = host.Client("root");

        Ids(await client.GetStringAsync(client.BaseAddress + "?sort=worst&after=" + Uri.EscapeDataString(after), TestContext.Current.CancellationToken)).Should().Equal(order[..10]);
    }

    [Fact]
    public async Task Who_may_list_tenants_and_not_quotas_is_not_offered_the_fullest_first()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        string[] order = await FillAsync(host, 12);
        using (TenantContext.System("test", "binds").Enter())
        {
            await host.Access.SetRoleAsync(new Role("lister", [TenancyPermissions.ReadTenants]), cancellationToken: TestContext.Current.CancellationToken);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("lena"), "lister", PermissionScope.Global), cancellationToken: TestContext.Current.CancellationToken);
        }

        using HttpClient client = host.Client("lena");
        string page = await client.GetStringAsync(client.BaseAddress + "?sort=worst", TestContext.Current.CancellationToken);

        Ids(page).Should().Equal(order.Order(StringComparer.Ordinal)).And.NotEqual(order);
        page.Should().NotContain("Fullest quota first");
    }

    /// <summary>A list stays a list where usage cannot be told: a tenant goes between the two reads.</summary>
    [Fact]
    public async Task Where_usage_cannot_be_told_the_list_says_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(
            new CountedStore(method => method == nameof(ITenantStore.ListUsageAsync) ? new TenantNotFoundException(TenantId.Parse("gone")) : null).Before);
        await host.AddTenantAsync("acme");
        await host.AddTenantAsync("t-2");
        using HttpClient client = host.Client("root");

        string page = await client.GetStringAsync(client.BaseAddress, TestContext.Current.CancellationToken);

        Ids(page).Should().Equal("acme", "t-2");
        page.Should().Contain("What it uses is not shown to you");
    }

    private static async Task<string[]> OwnReadsAsync(int tenants)
    {
        CountedStore store = new();
        await using DashboardHost host = await DashboardHost.StartAsync(store.Before);
        await FillAsync(host, tenants, _ => "olga");
        using HttpClient client = host.Client("olga");
        return await store.DuringAsync(async () =>
            Ids(await client.GetStringAsync(client.BaseAddress + "?sort=worst", TestContext.Current.CancellationToken)).Should().HaveCount(50));
    }

    private static async Task<string[]> ReadsAsync(int tenants, string query)
    {
        CountedStore store = new();
        await using DashboardHost host = await DashboardHost.StartAsync(store.Before);
        await FillAsync(host, tenants);
        using HttpClient client = host.Client("root");
        return await store.DuringAsync(async () =>
            Ids(await client.GetStringAsync(client.BaseAddress + query, TestContext.Current.CancellationToken)).Should().HaveCount(50));
    }

    /// <summary>Tenants of which some hold something; returns them in the order of the fullest quota, then of ids.</summary>
    internal static async Task<string[]> FillAsync(DashboardHost host, int tenants, Func<int, string>? owner = null)
    {
        List<(int Share, string Id)> all = [];
        for (int i = 0; i < tenants; i++)
        {
            string id = IdOf(i);
            int cores = i < 200 ? i * 13 % 11 : 0;
            Tenant tenant = await host.AddTenantAsync(id, owner?.Invoke(i) ?? "olga", s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 10 } });
            if (cores > 0)
            {
                using TenantScope scope = TenantContext.System("test", "holds").Enter();
                await (await host.Quotas.ReserveAsync(tenant, new ResourceAmounts { CpuCores = cores })).CommitAsync();
            }

            all.Add((cores, id));
        }

        return [.. all.OrderByDescending(a => a.Share).ThenBy(a => a.Id, StringComparer.Ordinal).Select(a => a.Id)];
    }

    private static string IdOf(int i) => $"t-{i * 7919 % 10_007:00000}";

    private static string[] Ids(string page) => [.. Regex.Matches(page, "<span class=\"sub\">(t-[0-9]+|acme)</span>").Select(m => m.Groups[1].Value)];

    private static string? NextOf(string page) =>
        Regex.Match(page, "<a href=\"([^\"]+)\" rel=\"next\"") is { Success: true } match ? System.Net.WebUtility.HtmlDecode(match.Groups[1].Value) : null;
}
