using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Callbacks of <c>Response.OnStarting</c> that the endpoint's side registers run in the tenant's context, whenever the server calls them.</summary>
public sealed class OnStartingTests
{
    [Theory]
    [InlineData("/writes")]
    [InlineData("/flushes")]
    [InlineData("/silent")]
    [InlineData("/waits")]
    [InlineData("/feature")]
    [InlineData("/system")]
    public async Task Callback_of_the_endpoint_and_of_middleware_runs_for_the_tenant(string path)
    {
        await using WebTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");
        HttpResponseMessage other = await host.GetAsync(path, "gina", "globex");
        HttpResponseMessage none = await host.GetAsync(path, "alice");

        foreach (string header in new[] { "X-Endpoint", "X-Middleware" })
        {
            response.Headers.GetValues(header).Should().Equal("acme/alice");
            other.Headers.GetValues(header).Should().Equal("globex/gina");
            none.Headers.GetValues(header).Should().Equal(Who.Nobody);
        }
    }

    /// <summary>What others set before stays: our part hands everything else through.</summary>
    [Fact]
    public async Task Response_is_the_servers_own()
    {
        await using WebTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync("/custom", "alice", "acme");

        ((int)response.StatusCode).Should().Be(299);
        response.ReasonPhrase.Should().Be("Mine");
        response.Headers.GetValues("X-Own").Should().Equal("1");
    }

    [Fact]
    public async Task Callback_that_throws_fails_the_request_and_leaves_no_context()
    {
        List<string> after = [];
        await using WebTestHost host = await StartAsync(after);

        HttpResponseMessage response = await host.GetAsync("/throws", "alice", "acme");

        ((int)response.StatusCode).Should().Be(500);
        after.Should().Equal(Who.Nobody);
    }

    private static Task<WebTestHost> StartAsync(List<string>? after = null) => WebTestHost.StartAsync(
        map: Map,
        pipeline: app =>
        {
            app.Use(next => async http =>
            {
                try
                {
                    await next(http);
                }
                finally
                {
                    after?.Add(Who.Now());
                    http.Features.Get<IHttpResponseFeature>().Should().NotBeOfType<TenantResponseFeature>();
                }
            });
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
            app.Use(next => http =>
            {
                http.Response.OnStarting(() => SetAsync(http, "X-Middleware"));
                return next(http);
            });
        });

    private static void Map(WebApplication app)
    {
        app.MapGet("/writes", (HttpContext http) =>
        {
            Register(http);
            return http.Response.WriteAsync("x");
        });
        app.MapGet("/flushes", async (HttpContext http) =>
        {
            Register(http);
            await http.Response.StartAsync();
        });
        app.MapGet("/silent", Register);
        app.MapGet("/waits", async (HttpContext http) =>
        {
            await Task.Yield();
            Register(http);
            await Task.Yield();
        });
        app.MapGet("/feature", (HttpContext http) =>
            http.Features.GetRequiredFeature<IHttpResponseFeature>().OnStarting(state => SetAsync((HttpContext)state, "X-Endpoint"), http));
        app.MapGet("/system", async (HttpContext http) =>
        {
            using (TenantContext.System("job", "Counts.").Enter())
            {
                Register(http);
                await http.Response.StartAsync();
            }
        });
        app.MapGet("/custom", (HttpContext http) =>
        {
            IHttpResponseFeature response = http.Features.GetRequiredFeature<IHttpResponseFeature>();
            response.StatusCode = 299;
            response.ReasonPhrase = "Mine";
            response.Headers["X-Own"] = "1";
            response.HasStarted.Should().BeFalse();
        });
        app.MapGet("/throws", (HttpContext http) => http.Response.OnStarting(() => throw new InvalidOperationException("No.")));
    }

    private static void Register(HttpContext http) => http.Response.OnStarting(() => SetAsync(http, "X-Endpoint"));

    private static async Task SetAsync(HttpContext http, string header)
    {
        await Task.Yield();
        http.Response.Headers[header] = Who.Now();
    }
}
