using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class MembersWalkTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task An_owner_gives_a_role_without_script_and_hostile_names_are_text(ColorScheme scheme)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await using Visit visit = await chromium.OpenAsync(host, "olga", o => o.ColorScheme = scheme);
        await visit.GoAsync("/acme/members");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.Page.GetByLabel("User or group id").FillAsync("<img src=x onerror=alert(1)>\u202Exyz");
        await visit.Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("tenant-viewer");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Give the role" }).ClickAsync();
        await visit.Page.GetByText("The role was given.").WaitForAsync();

        (await visit.Page.Locator("#members tbody").InnerTextAsync()).Should().Contain("<img src=x onerror=alert(1)>\u202Exyz");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.ScreenshotAsync($"members-{scheme}");
        await visit.Page.SetViewportSizeAsync(360, 800);
        (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360")).Should().BeTrue("nothing runs out of a narrow screen");
    }
}
