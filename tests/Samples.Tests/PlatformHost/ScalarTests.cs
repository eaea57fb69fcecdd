using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Samples.Tests;

/// <summary>The page at /scalar, in a real browser that can reach this machine only.</summary>
public sealed class ScalarTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Operation = "Deploy a container, if it fits into the tenant's quota";

    [Fact]
    public async Task Page_deploys_a_container_and_loads_nothing_from_elsewhere()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Needs Debian's chromium.");
        string token = await platform.SignInAsync("alice");
        ConcurrentQueue<string> foreign = new();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = HangLimit.Milliseconds });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        page.SetDefaultTimeout(HangLimit.Milliseconds);
        await page.RouteAsync("**/*", async route =>
        {
            Uri address = new(route.Request.Url);
            if (address.Scheme is "data" or "blob" || address.IsLoopback)
            {
                await route.ContinueAsync();
                return;
            }

            foreign.Enqueue(route.Request.Url);
            await route.AbortAsync();
        });

        await page.GotoAsync(new Uri(platform.Address, "/scalar").AbsoluteUri);
        await page.GetByPlaceholder("Token").First.FillAsync(token);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Open Group - Containers" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Operation }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Request (post /containers)" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send Request" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("201 Created").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = HangLimit.Milliseconds });

        HttpResponseMessage received = await platform.SendAsync(HttpMethod.Get, "/containers", token, "acme");
        JsonElement containers = await received.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        containers.EnumerateArray().Single().GetProperty("state").GetString().Should().Be("ready");
        foreign.Should().BeEmpty();
    }
}
