using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Every answer that passed tenancy says that it varies by the headers which name the tenant, whatever the host does to <c>Vary</c>.</summary>
public sealed class VaryTests
{
    private const string Tenant = "X-Tenant-Id";

    public static TheoryData<string, Action<HttpContext>, string[]> Answers => new()
    {
        { "nothing", _ => { }, [Tenant] },
        { "property", http => http.Response.Headers.Vary = "Accept", ["Accept", Tenant] },
        { "indexer", http => http.Response.Headers["vary"] = "Accept, Cookie", ["Accept", "Cookie", Tenant] },
        { "append", http => http.Response.Headers.Append("Vary", "Accept"), [Tenant, "Accept"] },
        { "add", http => http.Response.Headers.Add(new("VARY", "Accept")), [Tenant, "Accept"] },
        { "same", http => http.Response.Headers.Vary = "x-tenant-id", ["x-tenant-id"] },
        { "everything", http => http.Response.Headers.Vary = "*", ["*"] },
        { "empty", http => http.Response.Headers.Vary = string.Empty, [Tenant] },
        { "remove", http => http.Response.Headers.Remove("Vary"), [Tenant] },
        { "remove pair", http => http.Response.Headers.Remove(new KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>("Vary", Tenant)), [Tenant] },
        { "clear", http => http.Response.Headers.Clear(), [Tenant] },
        { "clear all", http => http.Response.Clear(), [Tenant] },
        { "late", http => Late(http, () => http.Response.Headers.Vary = "Accept"), ["Accept", Tenant] },
        { "removed late", http => Late(http, () => http.Response.Headers.Remove("Vary")), [Tenant] },
        { "not modified", http => http.Response.StatusCode = 304, [Tenant] },
        { "refused", _ => throw new TenantNotFoundException(WebTestHost.Acme), [Tenant] },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task Answer_varies_by_the_header(string name, Action<HttpContext> answer, string[] expected)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: app => app.MapGet("/answer", (HttpContext http) =>
        {
            answer(http);
        }));

        foreach (string[] tenants in new string[][] { ["acme"], [] })
        {
            using HttpResponseMessage response = await host.GetAsync("/answer", "alice", tenants);
            VaryOf(response).Should().Equal(expected, "{0} for tenants {1}", name, tenants.Length);
        }

        using HttpResponseMessage anonymous = await host.GetAsync("/answer");
        VaryOf(anonymous).Should().Equal(expected);
    }

    [Theory]
    [InlineData("/who", "alice", new[] { "globex" }, 404)]
    [InlineData("/who", "alice", new string[0], 404)]
    [InlineData("/who", null, new[] { "acme" }, 401)]
    [InlineData("/free", null, new string[0], 200)]
    [InlineData("/no-such-page", "alice", new[] { "acme" }, 404)]
    [InlineData("/api/v1/tenants/acme", "alice", new string[0], 200)]
    public async Task Refusals_and_answers_without_a_tenant_vary_by_it_too(string path, string? user, string[] tenants, int status)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: app =>
        {
            Who.MapBoth(app);
            app.MapWho("/free").AllowNoTenant();
            app.MapTenantApi();
        });

        using HttpResponseMessage response = await host.GetAsync(path, user, tenants);

        ((int)response.StatusCode).Should().Be(status);
        VaryOf(response).Should().Equal(Tenant);
    }

    /// <summary>Middleware outside speaks last when the response starts, but for what was there before all of it.</summary>
    [Fact]
    public async Task Middleware_outside_that_sets_it_late_does_not_take_it_away()
    {
        await using WebTestHost host = await StartAsync(options => options.ResolveFromHeader(), outside: http =>
            Late(http, () => http.Response.Headers.Vary = "Accept-Encoding"));

        using HttpResponseMessage response = await host.GetAsync("/who", "alice", "acme");

        VaryOf(response).Should().Equal("Accept-Encoding", Tenant);
    }

    [Fact]
    public async Task Answer_to_a_response_whose_headers_were_exchanged_varies_by_it()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: app => app.MapGet("/answer", (HttpContext http) =>
        {
            IHttpResponseFeature response = http.Features.GetRequiredFeature<IHttpResponseFeature>();
            IHeaderDictionary headers = response.Headers;
            response.Headers = headers;
            response.Headers.Vary = "Accept";
            return response.Headers.Vary.ToString();
        }));

        await host.GetAsync("/answer", "alice", "acme").ShouldSayAsync($"Accept, {Tenant}");
    }

    [Fact]
    public async Task Each_header_that_names_the_tenant_is_said_once()
    {
        await using WebTestHost host = await StartAsync(options => options.ResolveFromHeader("X-A").ResolveFromSubdomain("example.com").ResolveFromHeader("X-B").ResolveFromHeader("x-a"));

        using HttpResponseMessage response = await host.GetAsync("/maybe", "alice");

        VaryOf(response).Should().Equal("X-A", "X-B");
    }

    [Fact]
    public async Task Host_whose_tenants_no_header_names_says_nothing()
    {
        await using WebTestHost host = await StartAsync(options => options.ResolveFromSubdomain("example.com").ResolveFromClaim().ResolveFromPathBase());

        using HttpResponseMessage response = await host.GetAsync("/maybe", "alice");

        VaryOf(response).Should().BeEmpty();
    }

    /// <summary>A file that is the same for all tenants is stored once.</summary>
    [Fact]
    public async Task Answer_before_tenancy_does_not_vary()
    {
        await using WebTestHost host = await StartAsync(options => options.ResolveFromHeader(), outside: http =>
        {
            if (http.Request.Path == "/file")
            {
                http.SetEndpoint(null);
                http.Items["short"] = true;
            }
        });

        using HttpResponseMessage response = await host.GetAsync("/file", "alice", "acme");

        VaryOf(response).Should().BeEmpty();
    }

    private static Task<WebTestHost> StartAsync(Action<TenancyWebOptions> web, Action<HttpContext>? outside = null) => WebTestHost.StartAsync(
        web,
        Who.MapBoth,
        pipeline: app =>
        {
            app.Use(next => http =>
            {
                outside?.Invoke(http);
                return http.Items.ContainsKey("short") ? Task.CompletedTask : next(http);
            });
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

    private static void Late(HttpContext http, Action set) => http.Response.OnStarting(() =>
    {
        set();
        return Task.CompletedTask;
    });

    private static HttpHeaderValueCollection<string> VaryOf(HttpResponseMessage response) => response.Headers.Vary;
}
