using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A request's context is gone with it, and never another's.</summary>
public sealed class ContextIsolationTests
{
    [Theory]
    [InlineData("/on")]
    [InlineData("/throws")]
    [InlineData("/refused")]
    [InlineData("/silent")]
    public async Task Next_request_on_the_same_connection_has_none(string path)
    {
        await using WebTestHost host = await StartAsync();
        string first = (await host.GetAsync("/on", "alice", "acme")).Headers.GetValues("X-Connection").Single();

        await host.GetAsync(path, "alice", "acme");
        HttpResponseMessage next = await host.GetAsync("/on", "alice");

        next.Headers.GetValues("X-Connection").Should().Equal(first);
        (await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(Who.Nobody);
    }

    [Theory]
    [InlineData("/on", 200)]
    [InlineData("/throws", 500)]
    [InlineData("/refused", 404)]
    public async Task Middleware_outside_has_none_afterwards(string path, int status)
    {
        List<string> after = [];
        await using WebTestHost host = await StartAsync(after: after);

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");

        ((int)response.StatusCode).Should().Be(status);
        after.Should().Equal(Who.Nobody);
    }

    [Fact]
    public async Task Parallel_requests_on_one_connection_never_mix()
    {
        await using WebTestHost host = await StartAsync(HttpProtocols.Http2);
        using HttpClient client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = false })
        {
            BaseAddress = host.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        (string Expected, string Said, string Connection)[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            (string tenant, string user) = i % 3 == 0 ? ("globex", "gina") : ("acme", "alice");
            bool none = i % 5 == 0;
            using HttpRequestMessage request = new(HttpMethod.Get, i % 2 == 0 ? "/steps" : "/silent")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Add(HeaderAuthentication.UserHeader, user);
            if (!none)
            {
                request.Headers.Add("X-Tenant-Id", tenant);
            }

            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return (none ? Who.Nobody : $"{tenant}/{user}", response.Headers.GetValues("X-Said").Single(), response.Headers.GetValues("X-Connection").Single());
        }));

        answers.Should().HaveCount(1000).And.OnlyContain(a => a.Said == a.Expected);
        answers.Select(a => a.Connection).Distinct().Should().ContainSingle();
    }

    private static Task<WebTestHost> StartAsync(HttpProtocols protocols = HttpProtocols.Http1, List<string>? after = null) => WebTestHost.StartAsync(
        map: Map,
        services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(e => e.Protocols = protocols)),
        pipeline: app =>
        {
            app.Use(next => async http =>
            {
                http.Response.Headers["X-Connection"] = http.Connection.Id;
                try
                {
                    await next(http);
                }
                finally
                {
                    after?.Add(Who.Now());
                }
            });
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

    private static void Map(WebApplication app)
    {
        app.MapWho("/on");
        app.MapGet("/throws", (Func<string>)(() => throw new InvalidOperationException("No.")));
        app.MapGet("/refused", (Func<string>)(() => throw new TenantNotFoundException(WebTestHost.Globex)));
        app.MapGet("/silent", (HttpContext http) => http.Response.OnStarting(async () =>
        {
            await Task.Yield();
            http.Response.Headers["X-Said"] = Who.Now();
        }));
        app.MapGet("/steps", async (HttpContext http) =>
        {
            HashSet<string> said = [Who.Now()];
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(Random.Shared.Next(3));
                said.Add(Who.Now());
            }

            http.Response.Headers["X-Said"] = string.Join(',', said);
        });
    }
}
