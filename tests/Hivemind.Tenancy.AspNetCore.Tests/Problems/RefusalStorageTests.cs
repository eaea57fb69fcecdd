using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What the library refuses nobody keeps: access may be given in the next moment, and a 404 may be stored unless it says otherwise.</summary>
public sealed class RefusalStorageTests
{
    [Theory]
    [InlineData("/who", "alice", new[] { "globex" }, 404)]
    [InlineData("/who", "alice", new string[0], 404)]
    [InlineData("/who", null, new[] { "acme" }, 401)]
    [InlineData("/admin", "vera", new[] { "acme" }, 403)]
    [InlineData("/public-quota", "alice", new[] { "acme" }, 409)]
    [InlineData("/limited", "alice", new[] { "acme" }, 429)]
    [InlineData("/api/v1/tenants/globex", "alice", new string[0], 404)]
    [InlineData("/api/v1/tenants/acme", "alice", new string[0], 200)]
    [InlineData("/api/v1/tenants/acme", null, new string[0], 401)]
    public async Task Answer_is_not_stored(string path, string? user, string[] tenants, int status)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app =>
            {
                app.UseRateLimiter();
                Who.MapBoth(app);
                app.MapWho("/admin").RequireTenantPermission("allocations", "delete");
                app.MapWho("/limited").RequireRateLimiting("none");
                app.MapGet("/public-quota", (HttpContext http) =>
                {
                    http.Response.Headers.CacheControl = "public, max-age=60";
                    throw new TenantConflictException(TenantConflictKind.Id, "acme");
                });
                app.MapTenantApi();
            },
            services: services => services.AddRateLimiter(limiter => limiter.AddTenantPolicy("none", (_, _) =>
                RateLimitPartition.Get("none", _ => (RateLimiter)new Refusing(null)))));
        await host.BindAsync("vera", BuiltInRoles.TenantViewer);

        using HttpResponseMessage response = await host.GetAsync(path, user, tenants);

        ((int)response.StatusCode).Should().Be(status);
        response.Headers.CacheControl!.ToString().Should().Be("no-store");
    }

    [Fact]
    public async Task Answer_of_the_hosts_own_says_what_the_host_says()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: app => app.MapGet("/page", (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "private, max-age=60";
        }));

        using HttpResponseMessage response = await host.GetAsync("/page", "alice", "acme");

        response.Headers.CacheControl!.ToString().Should().Be("max-age=60, private");
    }
}
