using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>All that runs for the request's endpoint runs in the tenant's context, to the last byte of the answer.</summary>
public sealed class ContextFlowTests
{
    private const string Acme = "acme/alice";

    [Theory]
    [InlineData("/awaits", "acme/alice acme/alice acme/alice")]
    [InlineData("/filter", "acme/alice acme/alice acme/alice")]
    [InlineData("/stream", "acme/alice acme/alice")]
    [InlineData("/pipe", "acme/alice acme/alice")]
    [InlineData("/middleware", "acme/alice acme/alice acme/alice")]
    [InlineData("/scoped", "acme/alice")]
    public async Task Context_holds(string path, string expected)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice", "acme").ShouldSayAsync(expected);
    }

    [Fact]
    public async Task Context_holds_in_every_step_of_a_streamed_body()
    {
        await using WebTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync("/items", "alice", "acme");

        string[]? items = JsonSerializer.Deserialize<string[]>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        items.Should().HaveCount(20).And.OnlyContain(item => item == Acme);
    }

    [Fact]
    public async Task Context_holds_while_a_slow_body_is_read()
    {
        await using WebTestHost host = await StartAsync();
        HttpRequestMessage request = new(HttpMethod.Post, "/read") { Content = new SlowContent() };
        request.Headers.Add(HeaderAuthentication.UserHeader, "alice");
        request.Headers.Add("X-Tenant-Id", "acme");

        await host.Client.SendAsync(request, TestContext.Current.CancellationToken).ShouldSayAsync("5 acme/alice");
    }

    [Fact]
    public async Task Context_of_a_request_is_there_for_code_outside_its_flow()
    {
        List<TenantContext?> seen = [];
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth, pipeline: app =>
        {
            app.Use(next => async http =>
            {
                seen.Add(http.GetTenantContext());
                await next(http);
                seen.Add(http.GetTenantContext());
                http.GetTenant().Should().BeSameAs(http.GetTenantContext()?.VerifiedTenant);
                (http.GetTenant()?.Id).Should().Be(http.GetTenantContext()?.TenantId);
            });
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync(Acme);
        await host.GetAsync("/maybe", "alice").ShouldSayAsync(Who.Nobody);
        await host.GetAsync("/who", "alice", "globex").ShouldBeRefusedAsync();

        seen.Select(c => c?.ToString()).Should().HaveCount(6);
        seen[1]!.TenantId.Should().Be(WebTestHost.Acme);
        seen[1]!.UserId.Should().Be("alice");
        seen[1]!.TenantUid.Should().NotBeNull("the door verified it");
        seen.Where((_, i) => i != 1).Should().OnlyContain(c => c == null);
    }

    private static Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(
        map: Map,
        services: services => services.AddScoped<Seen>(),
        pipeline: app =>
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
            app.Use(next => async http =>
            {
                string before = Who.Now();
                if (http.Request.Path == "/middleware")
                {
                    await next(http);
                    await http.Response.WriteAsync($" {before} {Who.Now()}");
                    return;
                }

                await next(http);
            });
        });

    private static void Map(WebApplication app)
    {
        app.MapGet("/awaits", async () =>
        {
            string first = Who.Now();
            await Task.Yield();
            string second = Who.Now();
            await Task.Run(() => { }).ConfigureAwait(false);
            return $"{first} {second} {Who.Now()}";
        });
        app.MapWho("/filter").AddEndpointFilter(async (context, next) =>
        {
            string before = Who.Now();
            object? result = await next(context);
            return $"{before} {result} {Who.Now()}";
        });
        app.MapGet("/items", Items);
        app.MapGet("/stream", () => Results.Stream(async body =>
        {
            await body.WriteAsync(Encoding.ASCII.GetBytes(Who.Now()));
            await body.FlushAsync();
            await Task.Yield();
            await body.WriteAsync(Encoding.ASCII.GetBytes($" {Who.Now()}"));
        }));
        app.MapGet("/pipe", async (HttpContext http) =>
        {
            await http.Response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes(Who.Now()));
            await http.Response.BodyWriter.FlushAsync();
            await http.Response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($" {Who.Now()}"));
        });
        app.MapPost("/read", async (HttpRequest request) =>
        {
            using StreamReader reader = new(request.Body);
            string body = await reader.ReadToEndAsync();
            return $"{body.Length} {Who.Now()}";
        });
        app.MapWho("/middleware");
        app.MapGet("/scoped", (Seen seen) => seen.Who);
    }

    private static async IAsyncEnumerable<string> Items()
    {
        for (int i = 0; i < 20; i++)
        {
            await Task.Delay(i % 2);
            yield return Who.Now();
        }
    }

    /// <summary>A scoped service that is made when the endpoint is bound.</summary>
    private sealed class Seen
    {
        public string Who { get; } = Tests.Who.Now();
    }

    private sealed class SlowContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (int i = 0; i < 5; i++)
            {
                await stream.WriteAsync("x"u8.ToArray());
                await stream.FlushAsync();
                await Task.Delay(5);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
