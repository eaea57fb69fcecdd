using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class RouteResolverTests
{
    [Fact]
    public async Task Route_value_that_names_the_tenant_opens_it()
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/acme/who", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/%61cme/who", "alice").ShouldSayAsync("acme/alice");
    }

    [Fact]
    public async Task Route_without_the_value_names_none()
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/plain", "alice").ShouldBeRefusedAsync();
        await host.GetAsync("/optional", "alice").ShouldSayAsync(Who.Nobody);
        await host.GetAsync("/optional/acme", "alice").ShouldSayAsync("acme/alice");
    }

    [Theory]
    [InlineData("/globex/who")]
    [InlineData("/no-such/who")]
    [InlineData("/ACME/who")]
    [InlineData("/acme%2Fx/who")]
    [InlineData("/acme%20/who")]
    [InlineData("/optional/globex")]
    public async Task Route_value_that_names_a_tenant_the_user_has_no_access_to_is_refused(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice").ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task Route_value_of_another_name_is_read_when_it_is_the_one_configured()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveFromRoute("customer"),
            app =>
            {
                app.MapWho("/a/{customer}").RequireTenant();
                app.MapWho("/b/{tenant}").RequireTenant();
            });

        await host.GetAsync("/a/acme", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/b/acme", "alice").ShouldBeRefusedAsync();
    }

    private static Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(
        options => options.ResolveFromRoute(),
        app =>
        {
            app.MapWho("/{tenant}/who").RequireTenant();
            app.MapWho("/plain").RequireTenant();
            app.MapWho("/optional/{tenant?}");
        });
}
