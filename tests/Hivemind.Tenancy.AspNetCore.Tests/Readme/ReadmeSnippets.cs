using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore.Tests.Readme;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Host()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        builder.Services.AddOutputCache();
        builder.Services.AddAuthentication(HeaderAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.SchemeName, _ => { });
        Dictionary<string, TokenBucketRateLimiterOptions> plans = new()
        {
            ["free"] = new() { TokenLimit = 1, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) },
        };

        // src/Hivemind.Tenancy.AspNetCore/README.md
        builder.Services.AddHivemindTenancy().AddAspNetCore(web =>
        {
            web.ResolveFromHeader("X-Tenant-Id").ResolveFromSubdomain("example.com", "www");
            web.RequireTenantByDefault = true; // but for endpoints that say AllowNoTenant
        });
        // END

        // src/Hivemind.Tenancy.AspNetCore/README.md
        builder.Services.AddRateLimiter(limiter => limiter.AddTenantPolicy("plan", (http, tenant) =>
            RateLimitPartition.GetTokenBucketLimiter(tenant.Labels.GetValueOrDefault("plan", "free"), plan => plans[plan])));
        builder.Services.AddHealthChecks().AddHivemindTenancy();
        // END

        await using WebApplication app = builder.Build();

        // src/Hivemind.Tenancy.AspNetCore/README.md
        app.UseAuthentication();
        app.UseHivemindTenancy(); // from here on TenantContext.Current is the tenant that the door let the user into
        app.UseAuthorization();
        app.UseRateLimiter();

        app.MapPost("/containers", DeployAsync).RequireTenantPermission("containers", "deploy").RequireRateLimiting("plan");
        app.MapGet("/{ns}/logs", ReadLogsAsync).RequireTenantPermission("logs", "read", namespaceRouteValue: "ns");
        app.MapHub<ConsoleHub>("/console").RequireTenant();
        app.MapHealthChecks("/healthz").AllowNoTenant();
        // END

        app.UseOutputCache();

        // src/Hivemind.Tenancy.AspNetCore/README.md
        app.MapGet("/plans", ListPlans).RequireTenant().CacheOutput(policy => policy.VaryByTenant()); // each user's own
        app.MapGet("/logo", ReadLogo).RequireTenant().CacheOutput(policy => policy.VaryByTenant(shareAmongUsers: true)); // the tenant's
        // END

        // src/Hivemind.Tenancy.AspNetCore/README.md
        app.MapGet("/search", Search).RequireTenant().ConsumesTenantBudget("requests");
        app.MapPost("/reports", MakeReport).RequireTenant().ConsumesTenantBudget("requests").ConsumesTenantBudget("reports", 5);
        app.MapPost("/chat", async (IConsumptionManager consumption) =>
        {
            await using ConsumptionHold hold = await consumption.HoldAsync(TenantContext.RequiredTenant, new() { ["tokens"] = 4000 });
            long used = await ChatAsync();
            await hold.SettleAsync(new() { ["tokens"] = used }); // what fails before gives the estimate back
        }).RequireTenant();
        // END

        await app.StartAsync(TestContext.Current.CancellationToken);
        using (TenantContext.System("seed", "start-up").Enter())
        {
            await app.Services.GetRequiredService<ITenantManager>().CreateTenantAsync(
                new TenantSpec { Id = WebTestHost.Acme, Name = "Acme", OwnerId = "alice" }, TestContext.Current.CancellationToken);
        }

        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        using HttpRequestMessage request = new(HttpMethod.Post, "/containers");
        request.Headers.Add(HeaderAuthentication.UserHeader, "alice");
        request.Headers.Add("X-Tenant-Id", "acme");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static Task<string> DeployAsync() => Task.FromResult($"{TenantContext.Required.TenantId}");

    private static Task<string> ReadLogsAsync(string ns) => Task.FromResult(ns);

    private static string ListPlans() => "free";

    private static string ReadLogo() => "logo";

    private static string Search() => "found";

    private static string MakeReport() => "made";

    private static Task<long> ChatAsync() => Task.FromResult(1_200L);
}
