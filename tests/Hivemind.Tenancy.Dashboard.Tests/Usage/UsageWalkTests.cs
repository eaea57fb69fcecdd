using Hivemind.Tenancy.Dashboard.Tests.Usage;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>The page of usage in a browser, with data that is busy and uneven.</summary>
public sealed class UsageWalkTests(Chromium chromium)
{
    [Theory]
    [InlineData("light", ColorScheme.Light, true, 1200)]
    [InlineData("dark", ColorScheme.Dark, true, 1200)]
    [InlineData("without-script", ColorScheme.Light, false, 1200)]
    [InlineData("narrow", ColorScheme.Dark, true, 360)]
    public async Task An_operator_looks_at_what_was_used_and_releases_something(string name, ColorScheme colors, bool script, int width)
    {
        await using UsageHost host = await StartAsync();
        await using Visit visit = await chromium.OpenAsync(host.Host, "root", o =>
        {
            o.ColorScheme = colors;
            o.JavaScriptEnabled = script;
            o.ViewportSize = new ViewportSize { Width = width, Height = 800 };
        });

        await visit.GoAsync("/acme");
        await visit.ScreenshotAsync($"overview-{name}");
        await CheckAsync(visit, script, width);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Usage over time and in detail" }).ClickAsync();
        (await visit.Page.Locator("figure.chart").CountAsync()).Should().Be(4);
        await visit.Page.Locator("figure.chart summary").First.ClickAsync();
        await CheckAsync(visit, script, width);
        await visit.ScreenshotAsync($"usage-days-{name}");
        (await visit.Page.Locator("figure.chart").First.Locator("rect.held").First.BoundingBoxAsync())!.Height.Should().BePositive();

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Hours of a day" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Earlier" }).ClickAsync();
        visit.Page.Url.Should().EndWith("?by=hour&at=2026-11-16");
        await visit.Page.GetByLabel("Time zone of days and months").FillAsync("Europe/Berlin");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).First.ClickAsync();
        visit.Page.Url.Should().Contain("at=2026-11-16").And.Contain("zone=Europe%2FBerlin");
        (await visit.Page.Locator("figure.chart").CountAsync()).Should().BeGreaterThan(2);
        await visit.ScreenshotAsync($"usage-hours-{name}");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Months of a year" }).ClickAsync();
        await visit.ScreenshotAsync($"usage-months-{name}");
        await CheckAsync(visit, script, width);

        int held = (await host.HeldAsync()).Length;
        await visit.Page.Locator("details.release summary").First.ClickAsync();
        await visit.Page.Locator("details.release[open] button").ClickAsync();
        (await visit.Page.GetByText("The allocation was released.").IsVisibleAsync()).Should().BeTrue();
        (await host.HeldAsync()).Should().HaveCount(held - 1);
        await CheckAsync(visit, script, width);
    }

    private static async Task<UsageHost> StartAsync()
    {
        UsageHost host = await UsageHost.StartAsync(UsagePageTests.WithPrices, s => BusyTenant.Spec(s) with
        {
            Budgets = new Dictionary<string, ConsumptionBudget>
            {
                ["tokens"] = new(1_000_000, CalendarUnit.Month),
                ["build-minutes"] = new(600, CalendarUnit.Day) { IsPostPaid = true },
                ["requests"] = new(5000, CalendarUnit.Hour),
            },
        }, days: 100);
        await BusyTenant.ReplayAsync(host.Host, host.Clock, host.Tenant, days: 100, jobsPerDay: 60);
        using TenantScope scope = TenantContext.System("test", "consumes").Enter();
        await host.Consumption.ConsumeAsync(host.Tenant, new ConsumptionAmounts { ["tokens"] = 715_300, ["build-minutes"] = 640, ["requests"] = 5000 });
        await host.Consumption.HoldAsync(host.Tenant, new ConsumptionAmounts { ["tokens"] = 84_000 }, TimeSpan.FromHours(1));
        await host.Host.Quotas.GrantGraceAsync(host.Tenant, new ResourceAmounts { CpuCores = 32 }, BusyTenant.Now.AddDays(2));
        return host;
    }

    /// <summary>That nothing is seriously wrong, and that the page itself does not scroll sideways.</summary>
    private static async Task CheckAsync(Visit visit, bool script, int width)
    {
        if (script)
        {
            (await visit.AxeAsync()).Should().BeEmpty();
            (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        }
    }
}
