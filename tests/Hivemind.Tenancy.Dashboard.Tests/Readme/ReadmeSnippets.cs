using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Dashboard.Tests.Readme;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task First_lines()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");

        // src/Hivemind.Tenancy.Dashboard/README.md
        builder.Services.AddHivemindTenancy().AddDashboard();
        // END

        await using WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();

        // src/Hivemind.Tenancy.Dashboard/README.md
        app.MapTenantDashboard("/tenants", dashboard => dashboard.Title = "Acme Cloud");
        // END

        // src/Hivemind.Tenancy.Dashboard/README.md
        await app.StartAsync();
        using (TenantContext.System("setup", "the first administrator").Enter())
        {
            IAccessManager access = app.Services.GetRequiredService<IAccessManager>();
            await access.BindRoleAsync(new RoleBinding(RoleSubject.User("olga"), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global));
        }

        // END
        using (TenantContext.System("test", "looks").Enter())
        {
            IAccessManager access = app.Services.GetRequiredService<IAccessManager>();
            (await access.CheckPermissionAsync("olga", TenancyPermissions.CreateTenant, PermissionScope.Global, TestContext.Current.CancellationToken)).Should().BeTrue();
        }

        using HttpClient nobody = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        using HttpResponseMessage answer = await nobody.GetAsync("/tenants", TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.Found, "whoever is not signed in is sent to the sign-in of the host");
    }

    [Fact]
    public async Task Signing_out()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddHivemindTenancy().AddDashboard();
        await using WebApplication app = builder.Build();
        app.UsePathBase("/platform");
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapTenantDashboard("/tenants", dashboard => dashboard.SignOutPath = "/sign-out");
        app.MapGet("/sign-in", () => Results.SignIn(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "olga")], "test"))));

        // src/Hivemind.Tenancy.Dashboard/README.md
        app.MapPost("/sign-out", async (HttpContext http, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.BadRequest(); // else any page of the web could sign your users out
            }

            await http.SignOutAsync();
            return Results.LocalRedirect("~/tenants"); // relative to the path base
        });

        // END
        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single() + "/platform") };
        (await browser.GetAsync(browser.BaseAddress + "/sign-in", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);

        using HttpResponseMessage forged = await browser.PostAsync(browser.BaseAddress + "/sign-out", null, TestContext.Current.CancellationToken);
        string page = await browser.GetStringAsync(browser.BaseAddress + "/tenants", TestContext.Current.CancellationToken);
        using HttpResponseMessage left = await browser.PostFormAsync("/tenants", "/sign-out");
        using HttpResponseMessage after = await browser.GetAsync(browser.BaseAddress + "/tenants", TestContext.Current.CancellationToken);

        forged.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        page.Should().Contain("action=\"/platform/sign-out\"").And.Contain("olga");
        left.StatusCode.Should().Be(HttpStatusCode.Found);
        left.Headers.Location.Should().Be(new Uri("/platform/tenants", UriKind.Relative));
        after.Headers.Location!.ToString().Should().Contain("/Account/Login", "nobody is signed in any more");
    }

    [Fact]
    public void Every_option_is_in_the_table()
    {
        using StreamReader reader = new(typeof(ReadmeSnippets).Assembly.GetManifestResourceStream("README.md")!);
        string page = reader.ReadToEnd();

        IEnumerable<string> rows = Regex.Matches(page[page.IndexOf("## Options", StringComparison.Ordinal)..], @"^\| `(\w+)` \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

        rows.Should().BeEquivalentTo(typeof(TenantDashboardOptions).GetProperties().Select(p => p.Name));
    }
}
