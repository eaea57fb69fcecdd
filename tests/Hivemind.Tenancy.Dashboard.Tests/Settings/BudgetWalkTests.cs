using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>A browser sets budgets and a custom isolation.</summary>
public sealed class BudgetWalkTests(Chromium chromium)
{
    public static TheoryData<string, ColorScheme, bool, int> Ways => new()
    {
        { "light", ColorScheme.Light, true, 1200 },
        { "dark", ColorScheme.Dark, true, 1200 },
        { "dark-narrow-no-script", ColorScheme.Dark, false, 360 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Budgets_are_added_changed_and_taken_away_and_isolation_is_set_one_by_one(string way, ColorScheme scheme, bool script, int width)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        string longest = $"{string.Join('.', Enumerable.Repeat(new string('m', 60), 4))}/{new string('n', 63)}";
        await host.AddTenantAsync("acme", change: s => s with
        {
            Name = "<script>alert(1)</script>\"'\u202Ecba " + new string('x', 96),
            Budgets = new Dictionary<string, ConsumptionBudget> { [longest] = new(5, CalendarUnit.Day) },
        });
        await using Visit visit = await chromium.OpenAsync(host, "root", o =>
        {
            o.ColorScheme = scheme;
            o.JavaScriptEnabled = script;
            o.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        IPage page = visit.Page;
        await visit.GoAsync("/acme/settings");
        ILocator added = page.GetByRole(AriaRole.Group, new() { Name = "Add a budget" });
        await added.GetByLabel("Meter").FillAsync("api-requests");
        await added.GetByLabel("At most").FillAsync("a million");
        await added.GetByLabel("Calendar of the time zone").FillAsync("Berlin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save budgets" }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("'a million' is no whole number").And.Contain("There is no time zone 'Berlin'");
        await LookAsync("refused");
        await added.GetByLabel("At most").FillAsync("1000000");
        await added.GetByLabel("Calendar of the time zone").FillAsync("Europe/Berlin");
        await added.GetByLabel("More than that").SelectOptionAsync("is only counted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save budgets" }).ClickAsync();
        (await page.GetByText("The change was saved.").CountAsync()).Should().Be(1);

        await page.GetByRole(AriaRole.Group, new() { Name = longest }).GetByLabel("At most").FillAsync(string.Empty);
        await page.GetByRole(AriaRole.Group, new() { Name = "api-requests" }).GetByLabel("In each").SelectOptionAsync("Week");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save budgets" }).ClickAsync();
        (await host.StoredAsync("acme")).Budgets.Should().Equal(
            new Dictionary<string, ConsumptionBudget> { ["api-requests"] = new(1_000_000, CalendarUnit.Week) { TimeZoneId = "Europe/Berlin", IsPostPaid = true } });

        await page.GetByText("Custom isolation: set each by itself").ClickAsync();
        await page.GetByLabel("Network", new() { Exact = true }).SelectOptionAsync("Own");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save owner, isolation and namespaces" }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("Choose Custom here");
        await LookAsync("isolation-refused");
        await page.GetByLabel("Isolation", new() { Exact = true }).SelectOptionAsync("Custom: as set one by one below");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save owner, isolation and namespaces" }).ClickAsync();
        (await host.StoredAsync("acme")).IsolationLevel.Settings.Network.Should().Be(IsolationBoundary.Own);
        await LookAsync("saved");

        async Task LookAsync(string name)
        {
            await visit.ScreenshotAsync($"budgets-{name}-{way}");
            if (script)
            {
                (await visit.AxeAsync()).Should().BeEmpty(name);
            }

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "nothing of {0} hangs out of the window", name);
        }
    }
}
