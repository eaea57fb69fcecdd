using System.Net;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class EventsPageTests(Chromium chromium)
{
    [Fact]
    public async Task Events_are_listed_newest_first_a_page_at_a_time_and_by_kind()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex");
        using (TenantContext.System("test", "fills the log").Enter())
        {
            for (int i = 0; i < 60; i++)
            {
                await host.Tenants.UpdateTenantAsync(acme, t => t with { Description = $"step {i}", Name = $"Acme {i}" }, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        await using Visit visit = await chromium.OpenAsync(host, "root", o => o.JavaScriptEnabled = false);
        await visit.GoAsync("/acme/events");
        ILocator lines = visit.Page.Locator(".events li");
        (await lines.CountAsync()).Should().Be(50);
        (await lines.First.InnerTextAsync()).Should().Contain("Acme 59");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Older events" }).ClickAsync();
        (await lines.First.InnerTextAsync()).Should().Contain("Acme 9");
        (await lines.Last.InnerTextAsync()).Should().Contain("created the tenant");
        await visit.GoAsync("/acme/events?kind=TenantCreated");
        (await lines.CountAsync()).Should().Be(1);
        await visit.GoAsync("/-/events");
        (await lines.CountAsync()).Should().Be(50);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Hostile_names_are_text_and_everybody_can_read_the_page(ColorScheme scheme)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", "<b>olga</b>", s => s with { Name = "<script>alert(1)</script> \"'\u202Exyz" });
        await using Visit visit = await chromium.OpenAsync(host, "root", o =>
        {
            o.ColorScheme = scheme;
            o.ViewportSize = new ViewportSize { Width = 360, Height = 700 };
        });
        await visit.GoAsync("/acme/events");

        (await visit.Page.Locator(".events").InnerTextAsync()).Should().Contain("<script>alert(1)</script> \"'[U+202E]xyz");
        (await visit.AxeAsync()).Should().BeEmpty();
        await visit.ScreenshotAsync($"events-{scheme}");
    }

    [Fact]
    public async Task Who_may_not_read_them_sees_none()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", "olga");
        await host.AddTenantAsync("globex", "gina");
        using HttpClient olga = host.Client("olga");

        (await olga.GetAsync($"{host.Address}/acme/events", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await olga.GetAsync($"{host.Address}/globex/events", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await olga.GetAsync($"{host.Address}/-/events", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
