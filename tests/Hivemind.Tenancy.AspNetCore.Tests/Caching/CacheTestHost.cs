using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host whose caches stand where they should; bob may enter acme and globex.</summary>
internal static class CacheTestHost
{
    private static int _answers;

    /// <summary>For whom the endpoint ran, and an ever different number: the same answer again is a cached one.</summary>
    public static string Say() => $"{Who.Now()} {Interlocked.Increment(ref _answers)}";

    public static async Task<WebTestHost> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection> services, Action<WebApplication>? caches = null, Action<WebApplication>? pipeline = null)
    {
        WebTestHost host = await WebTestHost.StartAsync(
            map: map,
            services: services,
            pipeline: pipeline ?? (app =>
            {
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
                caches!(app);
            }));
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, WebTestHost.Globex);
        if (host.Services.GetService<IOutputCacheStore>() is not null)
        {
            await host.FollowsAsync();
        }

        return host;
    }

    /// <summary>Waits until the host has dealt with every event so far.</summary>
    public static async Task FollowsAsync(this WebTestHost host)
    {
        TenantCacheGenerations generations = host.Services.GetRequiredService<TenantCacheGenerations>();
        Tenant probe = await host.Tenants.CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse($"probe-{Guid.NewGuid():N}"), Name = $"Probe {Guid.NewGuid():N}", OwnerId = "probe" }, TestContext.Current.CancellationToken);
        EventPage end = await host.Tenants.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, TestContext.Current.CancellationToken);
        await HangLimit.UntilAsync(
            "the feed has brought everything",
            () => Task.FromResult(generations.Find(probe.Uid) >= end.NewestSequence),
            TestContext.Current.CancellationToken);
    }

    public static async Task<string> AskAsync(this WebTestHost host, string path, string? user, params string[] tenants)
    {
        using HttpResponseMessage response = await host.GetAsync(path, user, tenants);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).Should().Be(StatusCodes.Status200OK, "the body is {0}", body);
        return body;
    }
}
