using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>A browser walks through a tenant's life by its forms alone.</summary>
public sealed class SettingsWalkTests(Chromium chromium)
{
    public static TheoryData<string, ColorScheme, bool, int> Ways => new()
    {
        { "light", ColorScheme.Light, true, 1200 },
        { "dark-narrow-no-script", ColorScheme.Dark, false, 360 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_tenant_is_created_changed_suspended_resumed_and_deleted(string way, ColorScheme scheme, bool script, int width)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using Visit visit = await chromium.OpenAsync(host, "root", o =>
        {
            o.ColorScheme = scheme;
            o.JavaScriptEnabled = script;
            o.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        IPage page = visit.Page;
        await visit.GoAsync(string.Empty);
        await page.GetByRole(AriaRole.Link, new() { Name = "Create the first one" }).ClickAsync();
        await LookAsync("create");

        // Wrong first.
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync("Acme Corp");
        await page.GetByLabel("Memory").FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the tenant" }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("Nothing was saved");
        await LookAsync("create-refused");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync("acme");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Acme");
        await page.GetByLabel("Owner", new() { Exact = true }).FillAsync("root");
        await page.GetByLabel("Memory").FillAsync("8 GiB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the tenant" }).ClickAsync();
        (await page.GetByText("The tenant was created.").CountAsync()).Should().Be(1);

        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await LookAsync("settings");
        await host.ChangeAsync("root", "acme", t => t with { Description = "Somebody else's words" });
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Description" }).FillAsync("My words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save name, description and labels" }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("Somebody else's words");
        await LookAsync("conflict");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save name, description and labels" }).ClickAsync();
        (await page.GetByText("The change was saved.").CountAsync()).Should().Be(1);
        (await host.StoredAsync("acme")).Description.Should().Be("My words");

        await page.Locator("#grace-grace-cpu").FillAsync("16");
        await page.GetByLabel("Until (UTC)").FillAsync("2999-12-31T23:59");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow more until then" }).ClickAsync();
        (await page.GetByText("More than the quota is allowed for a while.").CountAsync()).Should().Be(1);

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("Unpaid since May");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend the tenant" }).ClickAsync();
        await LookAsync("suspended");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume the tenant" }).ClickAsync();
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);

        await page.GetByLabel("Type the name to confirm").FillAsync("acme");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the tenant for good" }).ClickAsync();
        await LookAsync("delete-refused");
        await page.GetByLabel("Type the name to confirm").FillAsync("Acme");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the tenant for good" }).ClickAsync();
        (await page.GetByText("The tenant was deleted.").CountAsync()).Should().Be(1);

        async Task LookAsync(string name)
        {
            await visit.ScreenshotAsync($"settings-{name}-{way}");
            if (script)
            {
                (await visit.AxeAsync()).Should().BeEmpty(name);
            }

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "nothing of {0} hangs out of the window", name);
        }
    }

    [Fact]
    public async Task Nothing_serious_is_found_in_the_dark_and_hostile_names_are_text()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", owner: "<b>\"o\"</b>", change: s => s with { Name = "<script>alert(1)</script>\"'\u202Ecba " + new string('x', 96) });
        await using Visit visit = await chromium.OpenAsync(host, "root", o => o.ColorScheme = ColorScheme.Dark);
        await visit.GoAsync("/-/new");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.GoAsync("/acme/settings");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.Page.Locator("#suspension-title").ScrollIntoViewIfNeededAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Suspend the tenant" }).ClickAsync();
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.ScreenshotAsync("settings-hostile-dark");
    }
}
