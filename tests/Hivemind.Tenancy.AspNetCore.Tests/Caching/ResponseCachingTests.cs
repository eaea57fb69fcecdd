using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The response cache of ASP.NET Core keeps tenants apart that a header names, because it looks at <c>Vary</c>.</summary>
public sealed class ResponseCachingTests
{
    [Theory]
    [InlineData("/public")]
    [InlineData("/varying")]
    [InlineData("/late")]
    [InlineData("/cached-controller/plain")]
    [InlineData("/cached-controller/varying")]
    public async Task Answer_is_kept_for_its_tenant_only(string path)
    {
        await using WebTestHost host = await StartAsync();

        string acme = await host.AskAsync(path, "bob", "acme");
        string globex = await host.AskAsync(path, "bob", "globex");
        string none = await host.AskAsync(path, "bob");

        acme.Should().StartWith("acme/bob ");
        globex.Should().StartWith("globex/bob ");
        none.Should().StartWith(Who.Nobody);
        (await host.AskAsync(path, "bob", "acme")).Should().Be(acme, "it is cached");
        (await host.AskAsync(path, "bob", "globex")).Should().Be(globex, "it is cached");
        (await host.AskAsync(path, "bob")).Should().Be(none, "it is cached");
    }

    [Fact]
    public async Task Answer_that_varies_by_everything_is_not_kept()
    {
        await using WebTestHost host = await StartAsync();

        string first = await host.AskAsync("/everything", "bob", "acme");

        (await host.AskAsync("/everything", "bob", "acme")).Should().NotBe(first);
    }

    [Fact]
    public async Task Stored_answer_is_for_nobody_whom_the_door_refuses()
    {
        await using WebTestHost host = await StartAsync();
        await host.AskAsync("/public", "alice", "acme");

        await host.GetAsync("/public", "gina", "acme").ShouldBeRefusedAsync();
        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "Does not pay.", TestContext.Current.CancellationToken);

        using HttpResponseMessage response = await host.GetAsync("/public", "alice", "acme");
        await response.ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
    }

    private static Task<WebTestHost> StartAsync() => CacheTestHost.StartAsync(
        Map,
        services =>
        {
            services.AddResponseCaching();
            services.AddControllers().AddApplicationPart(typeof(ResponseCachingTests).Assembly);
        },
        app => app.UseResponseCaching());

    private static void Map(WebApplication app)
    {
        app.MapGet("/public", (HttpContext http) => Say(http, _ => { }));
        app.MapGet("/varying", (HttpContext http) => Say(http, h => h.Vary = "Accept"));
        app.MapGet("/everything", (HttpContext http) => Say(http, h => h.Vary = "*"));
        app.MapGet("/late", async (HttpContext http) =>
        {
            string said = Say(http, h => h.Remove("Vary"));
            await Task.Yield();
            await http.Response.WriteAsync(said);
        });
        app.MapControllers();
    }

    private static string Say(HttpContext http, Action<IHeaderDictionary> change)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        change(http.Response.Headers);
        return CacheTestHost.Say();
    }
}
