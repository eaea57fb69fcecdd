namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>What stands around the pages of a tenant, and above the list.</summary>
public sealed class FrameTests
{
    private const string Back = "href=\"/platform/tenants\">All tenants</a>";
    private const string SettingsTab = "href=\"/platform/tenants/acme/settings\"";

    [Theory]
    [InlineData("olga", false)]
    [InlineData("anna", true)]
    [InlineData("mia", false)]
    [InlineData("max", true)]
    [InlineData("root", true)]
    public async Task A_way_back_to_the_list_is_there_for_who_has_several_tenants(string user, bool isThere)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme", "olga");
        Tenant globex = await host.AddTenantAsync("globex", "anna");
        await host.AddTenantAsync("initech", "anna");
        await BindAsync(host, "mia", acme);
        await BindAsync(host, "max", acme);
        await BindAsync(host, "max", globex);
        using Person person = new(host, user);

        foreach (string page in new[] { string.Empty, "/usage", "/apps", "/members", "/events", "/settings" })
        {
            SentPage seen = await person.OpenAsync($"/{(user == "anna" ? "globex" : "acme")}{page}");
            seen.Status.Should().Be(System.Net.HttpStatusCode.OK);
            seen.Html.Contains(Back, StringComparison.Ordinal).Should().Be(isThere, page);
        }
    }

    [Fact]
    public async Task The_tab_of_settings_is_there_for_who_may_change_some()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await BindAsync(host, "vera", acme);
        await BindAsync(host, "adam", acme, BuiltInRoles.TenantAdmin.Id);
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.SetRoleAsync(new Role("limits", [TenancyPermissions.UpdateQuotas]), TestContext.Current.CancellationToken);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("quinn"), "limits", PermissionScope.Global), TestContext.Current.CancellationToken);
        }

        foreach ((string user, bool isThere) in new[] { ("olga", true), ("adam", true), ("quinn", true), ("root", true), ("vera", false) })
        {
            using Person person = new(host, user);
            (await person.OpenAsync("/acme")).Html.Contains(SettingsTab, StringComparison.Ordinal).Should().Be(isThere, user);
        }
    }

    [Fact]
    public async Task Who_decides_what_an_owner_cannot_is_said_under_settings()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        using Person root = new(host, "root");
        const string sentence = "suspension and deletion are decided by the platform's operators";

        (await olga.OpenAsync("/acme/settings")).Text.Should().Contain(sentence);
        (await root.OpenAsync("/acme/settings")).Text.Should().NotContain(sentence).And.Contain("All its apps are stopped until it is resumed");
    }

    [Fact]
    public async Task The_list_is_called_after_what_it_shows_and_has_no_filter_over_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex");
        using Person olga = new(host, "olga");
        using Person nora = new(host, "nora");
        using Person root = new(host, "root");

        (await olga.OpenAsync(string.Empty)).Html.Should().Contain("<h1>Your tenants</h1>").And.Contain("name=\"q\"");
        (await root.OpenAsync(string.Empty)).Html.Should().Contain("<h1>All tenants</h1>");
        (await nora.OpenAsync(string.Empty)).Html.Should().Contain("You have no access to any tenant yet.").And.NotContain("name=\"q\"");
        (await olga.OpenAsync("?q=none")).Html.Should().Contain("No tenant matches.").And.Contain("name=\"q\"");
    }

    [Theory]
    [InlineData("gold", true)]
    [InlineData("=gold", true)]
    [InlineData("tier=gold", false)]
    public async Task A_label_that_is_none_is_said_to_be_so_and_what_was_typed_stays(string label, bool isWrong)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Labels = new Dictionary<string, string> { ["tier"] = "gold" }, IsolationLevel = IsolationLevel.NetworkOnly });
        await host.AddTenantAsync("globex");
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync($"?label={Uri.EscapeDataString(label)}");

        page.Text.Contains("The label was not looked for. Write it as key=value, for instance tier=gold.", StringComparison.Ordinal).Should().Be(isWrong);
        page.Text.Contains("Name of globex", StringComparison.Ordinal).Should().Be(isWrong);
        page.Html.Should().Contain($"value=\"{label}\"");
        page.Text.Should().Contain("Network only").And.NotContain("NetworkOnly");
    }

    private static async Task BindAsync(DashboardHost host, string user, Tenant tenant, string? role = null)
    {
        using TenantScope scope = TenantContext.System("test", "seeds").Enter();
        await host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User(user), role ?? BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(tenant)), TestContext.Current.CancellationToken);
    }
}
