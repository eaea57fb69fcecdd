using System.Net;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>What others have reported of embedded dashboards and their live pages, tried here.</summary>
public sealed class LiveReportTests(Chromium chromium)
{
    private static LocatorAssertionsToContainTextOptions Patient => new() { Timeout = HangLimit.Milliseconds };

    /// <summary>ollioddi/crowdsec-local-dashboard 13, agentrq/agentrq 17: a stream of somebody whose session has expired is redirected to the sign-in, and tries again for ever.</summary>
    [Theory]
    [InlineData(302, "You are signed out")]
    [InlineData(401, "You are signed out")]
    [InlineData(403, "You no longer have access")]
    [InlineData(404, "You no longer have access")]
    public async Task A_page_whose_user_may_no_longer_see_it_says_why_and_shows_nothing_of_it(int status, string why)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.SignOutPath = "/sign-out");
        await host.AddTenantAsync("acme");
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await AskAnewAsync(olga, status);

        await Assertions.Expect(olga.Page.Locator("#connection")).ToContainTextAsync(why, Patient);
        (await olga.Page.Locator("main").InnerTextAsync()).Trim().Should().StartWith(why);
        (await olga.Page.ContentAsync()).Should().NotContain("Name of acme").And.NotContain("acme/usage");
        bool isSignedIn = status is 403 or 404;
        (await olga.Page.GetByText("Signed in as").IsVisibleAsync()).Should().Be(isSignedIn);
        (await olga.Page.GetByText("Sign out").IsVisibleAsync()).Should().Be(isSignedIn);
        (await olga.AxeAsync()).Should().BeEmpty();
        await olga.ScreenshotAsync($"live-ended-{status}");
    }

    [Fact]
    public async Task A_page_that_is_refused_for_another_reason_says_that_it_is_not_live_any_more_and_stays()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await using Visit olga = await chromium.OpenAsync(host, "olga");
        await AskAnewAsync(olga, 431);

        await Assertions.Expect(olga.Page.Locator("#connection")).ToContainTextAsync("Live updates have ended. Load the page again.", Patient);
        (await olga.Page.Locator("main").InnerTextAsync()).Should().Contain("Name of acme");
    }

    [Fact]
    public async Task Whoever_has_no_access_gets_nothing_out_of_a_stream_by_its_address()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex", "gina");
        host.Warnings.Announce("FindTenantAsync refused: NoAccess, user olga, tenant globex");
        using HttpClient olga = host.Client("olga");

        (await olga.GetAsync($"{host.Address}/globex/live", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await olga.GetAsync($"{host.Address}/none/live", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await olga.GetAsync($"{host.Address}/-/live?of=globex", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NoContent, "there is nothing of hers in it");
    }

    /// <summary>HangfireIO/Hangfire 1049, 1110, 1368, quartznet/quartznet 3134: assets are looked for outside the prefix.</summary>
    [Fact]
    public async Task All_that_a_page_names_is_below_the_path_base_and_the_prefix()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        foreach (string path in new[] { string.Empty, "/-/new", "/-/events", "/acme", "/acme/usage", "/acme/apps", "/acme/members", "/acme/events", "/acme/settings" })
        {
            SentPage page = await root.OpenAsync(path);
            page.Status.Should().Be(HttpStatusCode.OK, path);
            System.Text.RegularExpressions.Regex.Matches(page.Html, "(?:href|src|action|data-live-url)=\"(/[^\"]*)\"").Select(m => m.Groups[1].Value)
                .Should().NotBeEmpty().And.OnlyContain(a => a.StartsWith(DashboardHost.PathBase + DashboardHost.Prefix, StringComparison.Ordinal));
        }
    }

    /// <summary>HangfireIO/Hangfire 696, hashicorp/consul 4490: inline scripts and styles that no strict policy allows.</summary>
    [Fact]
    public async Task No_page_has_script_or_style_of_its_own()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        foreach (string path in new[] { string.Empty, "/-/new", "/-/events", "/acme", "/acme/usage", "/acme/apps", "/acme/members", "/acme/events", "/acme/settings" })
        {
            (await root.OpenAsync(path)).Html.Should().NotContainAny(" style=", "<style", " onclick", " onload", "<script>", "javascript:");
        }
    }

    /// <summary>Opens a page, and lets it ask for itself anew when the host answers otherwise.</summary>
    private static async Task AskAnewAsync(Visit visit, int status)
    {
        await visit.GoAsync("/acme");
        await visit.Page.WaitForFunctionAsync("document.getElementById('connection').textContent === ''");
        await visit.Page.RouteAsync("**/tenants/acme**", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = status,
            Headers = status == 302 ? new Dictionary<string, string> { ["Location"] = "/sign-in" } : [],
        }));
        await visit.Page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide')); dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    }
}
