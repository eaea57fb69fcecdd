using System.Net;
using Hivemind.Tenancy.Workloads;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>That an app becomes ready, fails or ends is no event, and is shown all the same.</summary>
public sealed class LiveAppsTests(Chromium chromium)
{
    private static LocatorAssertionsToContainTextOptions Patient => new() { Timeout = HangLimit.Milliseconds };

    [Fact]
    public async Task An_app_that_is_deployed_turns_to_ready_on_its_page_and_in_the_list_without_loading_again()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        host.Engine().IsReadyAtOnce = false;
        Tenant acme = await host.AddAcmeAsync();
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await using Visit root = await chromium.OpenAsync(host, "root");
        await olga.GoAsync("/acme/-/deploy");
        await olga.Page.GetByLabel("Namespace").SelectOptionAsync("web");
        await olga.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("shop");
        await olga.Page.GetByLabel("Image", new() { Exact = true }).FillAsync("nginx:1.27");
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        await root.GoAsync("/acme/apps");
        ILocator page = olga.Page.Locator("#app-state");
        ILocator list = root.Page.Locator("#apps");
        foreach (ILocator shown in new[] { page, list })
        {
            await Assertions.Expect(shown).ToContainTextAsync("Getting ready", Patient);
            await shown.EvaluateAsync("e => { document.wasNotLoadedAgain = true; }");
        }

        App app = (await host.FindAsync(acme))!;
        host.Engine().MakeReady(app.Key);

        foreach (ILocator shown in new[] { page, list })
        {
            await Assertions.Expect(shown).ToContainTextAsync("1 of 1", Patient);
            await Assertions.Expect(shown.Locator(".badge").First).ToHaveTextAsync("Ready", new() { Timeout = HangLimit.Milliseconds });
        }

        host.Engine().Exit(app.Key, 3); // and is started again
        foreach (ILocator shown in new[] { page, list })
        {
            await Assertions.Expect(shown).ToContainTextAsync("0 of 1", Patient);
            (await shown.EvaluateAsync<bool>("() => document.wasNotLoadedAgain === true")).Should().BeTrue();
        }
    }

    /// <summary>What is done is done to the app as the page shows it by then.</summary>
    [Fact]
    public async Task A_form_goes_with_the_state_that_its_page_has_come_to_show()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await olga.GoAsync("/acme/apps/web/shop");
        await host.ScaleAsync(acme, 4);
        await Assertions.Expect(olga.Page.Locator("#app-state")).ToContainTextAsync("4 of 4", Patient);

        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Stop it" }).ClickAsync();

        await Assertions.Expect(olga.Page.GetByText("The app is stopped.")).ToBeVisibleAsync(new() { Timeout = HangLimit.Milliseconds });
    }

    [Fact]
    public async Task The_list_says_that_nothing_can_be_deployed_while_its_tenant_is_suspended_and_offers_it_again_afterwards()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await olga.GoAsync("/acme/apps");
        ILocator deploy = olga.Page.GetByRole(AriaRole.Link, new() { Name = "Deploy an app" });
        ILocator status = olga.Page.Locator("#apps-status");
        await Assertions.Expect(deploy).ToBeVisibleAsync(new() { Timeout = HangLimit.Milliseconds });

        using TenantScope scope = TenantContext.System("test", "suspends and resumes").Enter();
        await host.Tenants.SuspendTenantAsync(acme, "unpaid", TestContext.Current.CancellationToken);
        await Assertions.Expect(status).ToContainTextAsync("This tenant is not active", Patient);
        await Assertions.Expect(deploy).ToHaveCountAsync(0, new() { Timeout = HangLimit.Milliseconds });
        await Assertions.Expect(olga.Page.Locator("#apps")).ToContainTextAsync("Suspended", Patient);
        (await olga.AxeAsync()).Should().BeEmpty();

        await host.Tenants.ResumeTenantAsync(acme, TestContext.Current.CancellationToken);
        await Assertions.Expect(deploy).ToBeVisibleAsync(new() { Timeout = HangLimit.Milliseconds });
        await Assertions.Expect(status).ToBeEmptyAsync(new() { Timeout = HangLimit.Milliseconds });
    }

    [Fact]
    public async Task Whoever_may_not_read_the_apps_follows_none()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        host.Warnings.Announce("DemandPermissionAsync refused: PermissionMissing, user lena");
        Tenant acme = await host.AddAcmeAsync();
        using (TenantContext.System("test", "lets lena look at quotas only").Enter())
        {
            await host.Access.SetRoleAsync(new Role("looker", [TenancyPermissions.ReadTenants]), TestContext.Current.CancellationToken);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("lena"), "looker", PermissionScope.Tenant(acme)), TestContext.Current.CancellationToken);
        }

        using HttpClient lena = host.Client("lena");
        using HttpClient gina = host.Client("gina");
        foreach (string path in new[] { "/acme/live?apps=", "/acme/live?apps=web%2Fshop", "/acme/live?apps=web" })
        {
            (await lena.GetStringAsync(host.Address + path, TestContext.Current.CancellationToken)).Should().EndWith("event: ended\ndata:\n\n", path);
            (await gina.GetAsync(host.Address + path, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task Only_pages_that_show_apps_have_the_engine_watched()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");

        (await olga.OpenAsync("/acme/apps")).Html.Should().Contain("data-live-url=\"/platform/tenants/acme/live?apps=\"");
        (await olga.OpenAsync("/acme/apps/web/shop")).Html.Should().Contain("data-live-url=\"/platform/tenants/acme/live?apps=web%2Fshop\"");
        (await olga.OpenAsync("/acme")).Html.Should().Contain("data-live-url=\"/platform/tenants/acme/live\"");
    }
}
