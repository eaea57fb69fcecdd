using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Samples.Tests;

/// <summary>The page on which a browser chooses whom to be.</summary>
public sealed partial class DemoPageTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const string Chromium = "/usr/bin/chromium";
    private const string SignIn = "/demo/browser-sign-in";

    [Fact]
    public async Task Its_icon_is_one_that_its_policy_allows()
    {
        using HttpResponseMessage answer = await platform.Client.GetAsync(SignIn, TestContext.Current.CancellationToken);
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Icon().Match(page).Groups[1].Value.Should().Be("data:,");
        policy.Split(';', StringSplitOptions.TrimEntries).Should().Contain(["default-src 'none'", "img-src data:"]);
    }

    [Fact]
    public async Task A_browser_has_nothing_to_complain_about()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Needs Debian's chromium.");
        ConcurrentQueue<string> complaints = new();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = HangLimit.Milliseconds });
        IPage page = await browser.NewPageAsync();
        page.SetDefaultTimeout(HangLimit.Milliseconds);
        page.Console += (_, message) => complaints.Enqueue(message.Text);
        page.PageError += (_, error) => complaints.Enqueue(error);

        await page.GotoAsync(new Uri(platform.Address, SignIn).AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "root", Exact = true }).ClickAsync();
        await page.GetByText("Signed in as").WaitForAsync();

        complaints.Should().BeEmpty();
    }

    [GeneratedRegex("<link rel=\"icon\" href=\"([^\"]*)\">")]
    private static partial Regex Icon();
}
