using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What callers are not told, the log says: why a request was for no tenant, and what the host got wrong.</summary>
public sealed class RequestLogTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task Authentication_behind_tenancy_is_warned_of_once()
    {
        await using WebTestHost host = await StartAsync(pipeline: app =>
        {
            app.UseRouting();
            app.UseHivemindTenancy();
            app.UseAuthentication();
            app.UseAuthorization();
        });

        await host.GetAsync("/who", "alice", "acme");
        await host.GetAsync("/who", "alice", "acme");

        Messages(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("UseAuthentication() before app.UseHivemindTenancy()");
    }

    [Fact]
    public async Task Authentication_before_tenancy_is_not_warned_of_whoever_comes()
    {
        await using WebTestHost host = await StartAsync();

        (await host.GetAsync("/who", user: null, "acme")).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync("acme/alice");

        Messages(LogLevel.Warning).Should().BeEmpty();
    }

    [Theory]
    [InlineData(new string[] { }, "the request names no tenant")]
    [InlineData(new[] { "Not An Id" }, "what the request names is no tenant id")]
    public async Task Why_a_request_is_for_no_tenant_is_logged(string[] tenants, string reason)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/who", "alice", tenants);

        Messages(LogLevel.Debug).Should().ContainSingle().Which.Should().EndWith(": " + reason);
    }

    [Fact]
    public async Task Missing_resolver_is_logged()
    {
        await using WebTestHost host = await StartAsync(web: _ => { });

        await host.GetAsync("/who", "alice", "acme").ShouldBeRefusedAsync();

        Messages(LogLevel.Debug).Should().ContainSingle().Which.Should().EndWith(": no resolver is configured");
    }

    private IEnumerable<string> Messages(LogLevel level) =>
        _log.GetSnapshot().Where(r => r.Level == level && r.Category == "Hivemind.Tenancy.AspNetCore.TenantMiddleware").Select(r => r.Message);

    private Task<WebTestHost> StartAsync(Action<TenancyWebOptions>? web = null, Action<WebApplication>? pipeline = null) => WebTestHost.StartAsync(
        web,
        Who.MapBoth,
        services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new FakeLoggerProvider(_log))),
        pipeline);
}
