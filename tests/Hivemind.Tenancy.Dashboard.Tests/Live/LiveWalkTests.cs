using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class LiveWalkTests(Chromium chromium)
{
    private static LocatorAssertionsToContainTextOptions Patient => new() { Timeout = HangLimit.Milliseconds };

    [Fact]
    public async Task Two_browsers_see_each_others_changes_without_loading_again()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme", change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 4 } });
        await using Visit root = await chromium.OpenAsync(host, "root");
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await root.GoAsync(string.Empty);
        await olga.GoAsync("/acme");

        using (TenantContext.User("root").Enter())
        {
            await host.Tenants.SuspendTenantAsync(acme, "unpaid", TestContext.Current.CancellationToken);
        }

        await Assertions.Expect(olga.Page.Locator("#attention")).ToContainTextAsync("unpaid", Patient);
        await Assertions.Expect(root.Page.Locator("#list")).ToContainTextAsync("Suspended", Patient);

        using (TenantContext.System("test", "holds").Enter())
        {
            await host.Tenants.ResumeTenantAsync(acme, TestContext.Current.CancellationToken);
            await using ResourceReservation held = await host.Quotas.ReserveAsync(acme, new ResourceAmounts { CpuCores = 3 }, cancellationToken: TestContext.Current.CancellationToken);
            await held.CommitAsync(TestContext.Current.CancellationToken);
        }

        await Assertions.Expect(olga.Page.Locator("#quotas")).ToContainTextAsync("3 cores of 4 cores", Patient);
        await Assertions.Expect(root.Page.Locator("#list")).ToContainTextAsync("3 cores / 4 cores", Patient);
    }

    [Fact]
    public async Task A_page_of_somebody_who_loses_access_ends_and_says_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        RoleBinding binding = new(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(acme));
        using (TenantContext.System("test", "lets bob in").Enter())
        {
            await host.Access.BindRoleAsync(binding, TestContext.Current.CancellationToken);
        }

        await using Visit bob = await chromium.OpenAsync(host, "bob");
        await bob.GoAsync("/acme");
        await bob.Page.WaitForFunctionAsync("document.getElementById('connection').textContent === ''");
        using (TenantContext.System("test", "takes it away").Enter())
        {
            await host.Access.UnbindRoleAsync(binding, TestContext.Current.CancellationToken);
            await host.Tenants.UpdateTenantAsync(acme, t => t with { Description = "secret" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        await Assertions.Expect(bob.Page.Locator("#connection")).ToContainTextAsync("You no longer have access to what stood here", Patient);
        (await bob.Page.Locator("main").InnerTextAsync()).Trim().Should().Be("You no longer have access to what stood here, or it is no longer there.");
        (await bob.Page.Locator("nav").CountAsync()).Should().Be(0);
        (await bob.Page.TitleAsync()).Should().Be("Tenants");
        (await bob.Page.ContentAsync()).Should().NotContain("secret").And.NotContain("Name of acme").And.Contain("Signed in as");
        (await bob.AxeAsync()).Should().BeEmpty();
        await bob.ScreenshotAsync("live-no-access");
        (await bob.GoAsync("/acme"))!.Status.Should().Be(404);
    }

    /// <summary>Of one tenant only there is no list: who opens it is led to that tenant, and who has it open is not signed out by that.</summary>
    [Fact]
    public async Task A_list_of_somebody_who_loses_one_of_two_tenants_shows_the_other()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        Tenant globex = await host.AddTenantAsync("globex");
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await olga.GoAsync(string.Empty);
        await Assertions.Expect(olga.Page.Locator("#list")).ToContainTextAsync("Name of globex", Patient);

        using (TenantContext.System("test", "sells it").Enter())
        {
            await host.Tenants.UpdateTenantAsync(globex, t => t with { OwnerId = "gina" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        await Assertions.Expect(olga.Page.Locator("#list")).Not.ToContainTextAsync("Name of globex", new() { Timeout = HangLimit.Milliseconds });
        (await olga.Page.Locator("#list").InnerTextAsync()).Should().Contain("Name of acme");
        (await olga.Page.Locator("#connection").InnerTextAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_being_typed_stays_while_the_page_around_it_changes()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await using Visit root = await chromium.OpenAsync(host, "root");
        await root.GoAsync(string.Empty);
        await root.Page.GetByLabel("Search").FillAsync("half a wo");
        using (TenantContext.System("test", "changes").Enter())
        {
            await host.Tenants.UpdateTenantAsync(acme, t => t with { Name = "Renamed" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        await Assertions.Expect(root.Page.Locator("#list")).ToContainTextAsync("Renamed", Patient);
        (await root.Page.GetByLabel("Search").InputValueAsync()).Should().Be("half a wo");
    }
}
