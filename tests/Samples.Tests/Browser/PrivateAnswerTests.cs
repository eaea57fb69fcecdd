using System.Security.Claims;
using Hivemind.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Samples.Tests;

/// <summary>What a browser keeps for one user (<c>private, max-age</c>) it keeps for one tenant, though the address is the same for all.</summary>
public sealed class PrivateAnswerTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task Browser_keeps_tenants_apart_that_a_header_names()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Needs Debian's chromium.");
        await using WebApplication app = await StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = HangLimit.Milliseconds });
        IPage page = await browser.NewPageAsync();
        page.SetDefaultTimeout(HangLimit.Milliseconds);
        await page.GotoAsync(new Uri(new Uri(app.Urls.Single()), "/").AbsoluteUri);

        string none = await FetchAsync(page, null);
        string acme = await FetchAsync(page, "acme");
        string again = await FetchAsync(page, "acme");
        string globex = await FetchAsync(page, "globex");
        string noneAgain = await FetchAsync(page, null);

        none.Should().StartWith("none ");
        acme.Should().StartWith("acme ");
        again.Should().Be(acme, "the browser keeps it");
        globex.Should().StartWith("globex ");
        noneAgain.Should().StartWith("none ");
    }

    private static Task<string> FetchAsync(IPage page, string? tenant) => page.EvaluateAsync<string>(
        "async tenant => (await fetch('/say', { headers: tenant ? { 'X-Tenant-Id': tenant } : {} })).text()", tenant);

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHivemindTenancy().AddAspNetCore(web => web.ResolveFromHeader());
        WebApplication app = builder.Build();
        app.Use(next => http =>
        {
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "olga")], "test"));
            return next(http);
        });
        app.UseHivemindTenancy();
        int answers = 0;
        app.MapGet("/", () => Results.Content("<!doctype html><title>.</title>", "text/html"));
        app.MapGet("/say", (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "private, max-age=600";
            return $"{http.GetTenant()?.Id.Value ?? "none"} {Interlocked.Increment(ref answers)}";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using (TenantContext.System("seed", "start-up").Enter())
        {
            ITenantManager tenants = app.Services.GetRequiredService<ITenantManager>();
            await tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse("acme"), Name = "Acme", OwnerId = "olga" }, TestContext.Current.CancellationToken);
            await tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse("globex"), Name = "Globex", OwnerId = "olga" }, TestContext.Current.CancellationToken);
        }

        return app;
    }
}
