using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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

        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient nobody = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        using HttpResponseMessage answer = await nobody.GetAsync("/tenants", TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.Found, "whoever is not signed in is sent to the sign-in of the host");
    }
}
