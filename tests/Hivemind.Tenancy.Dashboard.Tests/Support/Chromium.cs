using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Hivemind.Tenancy.Dashboard.Tests.Chromium))]

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Debian's Chromium, one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static bool IsThere => File.Exists(Path);

    public async ValueTask InitializeAsync()
    {
        if (IsThere)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = HangLimit.Milliseconds });
        }
    }

    /// <summary>A browser of somebody who is signed in, with storage of its own.</summary>
    internal async Task<Visit> OpenAsync(DashboardHost host, string user, Action<BrowserNewContextOptions>? options = null)
    {
        Assert.SkipUnless(IsThere, "Needs Debian's chromium.");
        BrowserNewContextOptions settings = new()
        {
            ExtraHTTPHeaders = new Dictionary<string, string> { [DashboardHost.UserHeader] = Uri.EscapeDataString(user) },
            ViewportSize = new ViewportSize { Width = 1200, Height = 900 },
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        };
        options?.Invoke(settings);
        IBrowserContext context = await _browser!.NewContextAsync(settings);
        context.SetDefaultTimeout(HangLimit.Milliseconds);
        return new Visit(context, await context.NewPageAsync(), host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
