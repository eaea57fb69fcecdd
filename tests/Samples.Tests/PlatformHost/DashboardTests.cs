using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Samples.Tests;

/// <summary>The sample's dashboard as somebody sees it who has run the command of the README.</summary>
public sealed class DashboardTests
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>Where pictures are stored, if not beside the tests: those of the dashboard's README are taken so.</summary>
    private const string Folder = "HIVEMIND_SCREENSHOTS";

    private const int Width = 1100;
    private const int MostOfAList = 1500;

    [Fact]
    public async Task An_operator_an_owner_a_member_and_a_stranger_see_what_is_theirs()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Needs Debian's chromium.");
        (string log, IDisposable? made) = GridLog.Open();
        using IDisposable? gone = made;
        await using PlatformProcess platform = await PlatformProcess.StartAsync("--replay", log);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = HangLimit.Milliseconds });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = Width, Height = 800 } });
        page.SetDefaultTimeout(HangLimit.Milliseconds);

        await SignInAsync(page, platform, "root");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Acme Corporation" })).ToBeVisibleAsync();
        await page.GetByLabel("Order").SelectOptionAsync("worst");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sort=worst"));
        await ScreenshotAsync(page, "tenants", MostOfAList);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Research group") }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who uses most" })).ToBeVisibleAsync();
        await ScreenshotAsync(page, "overview");
        await page.GetByRole(AriaRole.Link, new() { Name = "Usage", Exact = true }).ClickAsync();
        (await page.Locator("svg rect").CountAsync()).Should().BeGreaterThan(10, "the log has kept the tenant busy for days");
        await ScreenshotAsync(page, "usage", MostOfAList);

        await SignInAsync(page, platform, "alice");
        await page.GetByLabel("Order").SelectOptionAsync("worst");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sort=worst"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Acme Corporation" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Members", Exact = true }).ClickAsync();
        await ScreenshotAsync(page, "owner");

        await SignInAsync(page, platform, "gina");
        page.Url.Should().EndWith("/tenants/globex", "who has one tenant lands on it");
        await SignInAsync(page, platform, "vera");
        page.Url.Should().EndWith("/tenants/acme");
        (await page.GotoAsync(new Uri(platform.Address, "/tenants/globex").AbsoluteUri))!.Status.Should().Be(404);
        await SignInAsync(page, platform, "mallory");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("mallory");
    }

    private static async Task SignInAsync(IPage page, PlatformProcess platform, string user)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(new Uri(platform.Address, "/").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = user, Exact = true }).ClickAsync();
        await page.GetByText("Signed in as").WaitForAsync();
    }

    /// <summary>All of a page, or its beginning where the rest is more of the same.</summary>
    private static async Task ScreenshotAsync(IPage page, string name, int most = int.MaxValue)
    {
        int height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Environment.GetEnvironmentVariable(Folder) ?? Path.Combine(AppContext.BaseDirectory, "screenshots"), $"platform-{name}.png"),
            FullPage = true,
            Clip = new Clip { Width = Width, Height = Math.Min(height, most) },
        });
    }
}
