using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What an endpoint says of itself counts more than what a group, a controller or the options say.</summary>
public sealed class TenantNeedTests
{
    private int _asked;

    [Theory]
    [InlineData("/plain", false, false)]
    [InlineData("/plain", true, true)]
    [InlineData("/needs", false, true)]
    [InlineData("/needs", true, true)]
    [InlineData("/permission", false, true)]
    [InlineData("/attribute", false, true)]
    [InlineData("/group/plain", false, true)]
    [InlineData("/group/inner/plain", false, true)]
    [InlineData("/closed/tenant", false, true)]
    [InlineData("/closed/inner/plain", false, true)]
    [InlineData("/twice-tenant", true, true)]
    [InlineData("/actions/plain", false, false)]
    [InlineData("/actions/plain", true, true)]
    [InlineData("/actions/tenant", false, true)]
    [InlineData("/actions/anonymous", false, true)]
    [InlineData("/tenant/read", false, true)]
    [InlineData("/no-tenant/tenant", false, true)]
    public async Task Endpoint_needs_a_tenant_or_runs_for_the_one_that_is_named(string path, bool byDefault, bool needs)
    {
        await using WebTestHost host = await StartAsync(byDefault);

        await host.GetAsync(path, "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync(path, "alice", "globex").ShouldBeRefusedAsync();
        await (needs ? host.GetAsync(path, "alice").ShouldBeRefusedAsync() : host.GetAsync(path, "alice").ShouldSayAsync(Who.Nobody));
    }

    [Theory]
    [InlineData("/free")]
    [InlineData("/free-attribute")]
    [InlineData("/group/free")]
    [InlineData("/group/free-attribute")]
    [InlineData("/group/inner/free")]
    [InlineData("/reading/free")]
    [InlineData("/closed/plain")]
    [InlineData("/twice-free")]
    [InlineData("/actions/no-tenant")]
    [InlineData("/tenant/no-tenant")]
    [InlineData("/no-tenant/plain")]
    public async Task Endpoint_that_allows_none_runs_for_nobody_and_asks_no_resolver(string path)
    {
        await using WebTestHost host = await StartAsync(byDefault: true);

        await host.GetAsync(path, "alice", "acme").ShouldSayAsync(Who.Nobody);
        await host.GetAsync(path, "alice", "globex").ShouldSayAsync(Who.Nobody);
        await host.GetAsync(path, "alice").ShouldSayAsync(Who.Nobody);
        await host.GetAsync(path, "alice", "acme", "globex").ShouldSayAsync(Who.Nobody);
        _asked.Should().Be(0);
    }

    [Fact]
    public async Task Path_without_an_endpoint_needs_a_tenant_only_by_default()
    {
        await using WebTestHost strict = await StartAsync(byDefault: true);
        await using WebTestHost open = await StartAsync(byDefault: false);

        await strict.GetAsync("/no-such-path", "alice").ShouldBeRefusedAsync();
        HttpResponseMessage found = await strict.GetAsync("/no-such-path", "alice", "acme");
        HttpResponseMessage none = await open.GetAsync("/no-such-path", "alice");

        foreach (HttpResponseMessage response in new[] { found, none })
        {
            response.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        }
    }

    /// <summary>What all controllers are given in one call is less specific than what one of them says.</summary>
    [Fact]
    public async Task Controllers_that_were_all_given_a_need_still_say_more_themselves()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app =>
            {
                app.MapControllers().RequireTenant();
                app.MapGroup("/v2").RequireTenant().MapControllers();
            },
            services: services => services.AddControllers().AddApplicationPart(typeof(TenantNeedTests).Assembly));

        foreach (string version in new[] { string.Empty, "/v2" })
        {
            await host.GetAsync($"{version}/actions/plain", "alice").ShouldBeRefusedAsync();
            await host.GetAsync($"{version}/actions/plain", "alice", "acme").ShouldSayAsync("acme/alice");
            await host.GetAsync($"{version}/actions/no-tenant", "alice", "acme").ShouldSayAsync(Who.Nobody);
            await host.GetAsync($"{version}/no-tenant/plain", "alice", "acme").ShouldSayAsync(Who.Nobody);
            await host.GetAsync($"{version}/no-tenant/tenant", "alice").ShouldBeRefusedAsync();
        }
    }

    private Task<WebTestHost> StartAsync(bool byDefault) => WebTestHost.StartAsync(
        options =>
        {
            options.RequireTenantByDefault = byDefault;
            options.ResolveFromHeader().ResolveWith(_ =>
            {
                Interlocked.Increment(ref _asked);
                return new ValueTask<StringValues>(StringValues.Empty);
            });
        },
        Map,
        services => services.AddControllers().AddApplicationPart(typeof(TenantNeedTests).Assembly));

    private static void Map(WebApplication app)
    {
        app.MapWho("/plain");
        app.MapWho("/needs").RequireTenant();
        app.MapWho("/permission").RequireTenantPermission("things", "read");
        app.MapGet("/attribute", [RequireTenant] () => Who.Now());
        app.MapWho("/free").AllowNoTenant();
        app.MapGet("/free-attribute", [AllowNoTenant] () => Who.Now());
        app.MapWho("/twice-tenant").AllowNoTenant().RequireTenant();
        app.MapWho("/twice-free").RequireTenant().AllowNoTenant();

        RouteGroupBuilder group = app.MapGroup("/group").RequireTenant();
        group.MapWho("/plain");
        group.MapWho("/free").AllowNoTenant();
        group.MapGet("/free-attribute", [AllowNoTenant] () => Who.Now());
        group.MapGroup("/inner").MapWho("/plain");
        group.MapGroup("/inner").AllowNoTenant().MapWho("/free");
        app.MapGroup("/reading").RequireTenantPermission("things", "read").MapWho("/free").AllowNoTenant();

        RouteGroupBuilder closed = app.MapGroup("/closed").AllowNoTenant();
        closed.MapWho("/plain");
        closed.MapWho("/tenant").RequireTenant();
        closed.MapGroup("/inner").RequireTenant().MapWho("/plain");
        app.MapControllers();
    }
}
