using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class FirstVisitTests(Chromium chromium)
{
    [Fact]
    public async Task An_operator_sees_all_tenants_and_opens_one()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 4, Containers = 10 } });
        await host.AddTenantAsync("globex");
        await using Visit visit = await chromium.OpenAsync(host, "root");
        await visit.GoAsync(string.Empty);

        (await visit.Page.Locator("tbody tr").CountAsync()).Should().Be(2);
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Name of acme" }).ClickAsync();
        (await visit.Page.TitleAsync()).Should().Be("Name of acme · Tenants");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.ScreenshotAsync("overview");
    }
}
