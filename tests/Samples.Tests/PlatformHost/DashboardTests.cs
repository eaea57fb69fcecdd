using Microsoft.Playwright;

namespace Samples.Tests;

/// <summary>The sample's dashboard as somebody sees it who has run the command of the README.</summary>
public sealed class DashboardTests
{
    private const string Chromium = "/usr/bin/chromium";

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
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 800 } });
        page.SetDefaultTimeout(HangLimit.Milliseconds);

        await SignInAsync(page, platform, "root");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Acme Corporation" })).ToBeVisibleAsync();
        await page.GetByLabel("Order").SelectOptionAsync("worst");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await ScreenshotAsync(page, "tenants");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Research group") }).First.ClickAsync();
        await ScreenshotAsync(page, "overview");
        await page.GetByRole(AriaRole.Link, new() { Name = "Usage", Exact = true }).ClickAsync();
        (await page.Locator("svg rect").CountAsync()).Should().BeGreaterThan(10, "the log has kept the tenant busy for days");
        await ScreenshotAsync(page, "usage");

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

    private static Task<byte[]> ScreenshotAsync(IPage page, string name) => page.ScreenshotAsync(
        new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"platform-{name}.png") });
}
