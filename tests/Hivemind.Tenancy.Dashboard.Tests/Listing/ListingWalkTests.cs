using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests.Listing;

/// <summary>The list of tenants in a browser.</summary>
public sealed class ListingWalkTests(Chromium chromium)
{
    [Theory]
    [InlineData("light", ColorScheme.Light, 1200)]
    [InlineData("narrow", ColorScheme.Dark, 360)]
    public async Task All_of_each_tenant_is_in_sight_and_what_colours_mean_is_said(string name, ColorScheme colors, int width)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await ListingTests.FillAsync(host, 12);
        await host.AddTenantAsync("t-hard", change: s => s with { Name = new string('W', 128), IsolationLevel = IsolationLevel.Hard });
        await using Visit visit = await chromium.OpenAsync(host, "olga", o =>
        {
            o.ColorScheme = colors;
            o.ViewportSize = new ViewportSize { Width = width, Height = 800 };
        });
        await visit.GoAsync("?sort=worst");

        (await visit.Page.GetByLabel("Order").InputValueAsync()).Should().Be("worst");
        foreach (ILocator cell in await visit.Page.Locator("#list td, #list tbody th").AllAsync())
        {
            LocatorBoundingBoxResult box = (await cell.BoundingBoxAsync())!;
            (box.X + box.Width).Should().BeLessThanOrEqualTo(width, await cell.InnerTextAsync());
        }

        (await visit.Page.Locator("#list .bar").First.BoundingBoxAsync())!.Width.Should().BeGreaterThan(200, "a bar is long enough to be read");
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        await Assertions.Expect(visit.Page.Locator("#list")).ToContainTextAsync("full, or nearly: 90 % of the limit or more");
        await Assertions.Expect(visit.Page.Locator("#list")).ToContainTextAsync("Hard: Own nodes");
        await Assertions.Expect(visit.Page.Locator("#list")).ToContainTextAsync("Soft: Nodes, network and storage are shared");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.ScreenshotAsync($"listing-{name}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/acme/usage")]
    public async Task What_stands_beside_each_other_in_a_form_of_filters_is_equally_high(string path)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await using Visit visit = await chromium.OpenAsync(host, "root");
        await visit.GoAsync(path);

        List<(float Top, float Height)> controls = [];
        foreach (ILocator control in await visit.Page.Locator(".filters").Last.Locator("input:visible, select, button").AllAsync())
        {
            LocatorBoundingBoxResult box = (await control.BoundingBoxAsync())!;
            controls.Add(((float)box.Y, (float)box.Height));
        }

        controls.Should().HaveCountGreaterThan(2);
        controls.Distinct().Should().ContainSingle();
    }
}
