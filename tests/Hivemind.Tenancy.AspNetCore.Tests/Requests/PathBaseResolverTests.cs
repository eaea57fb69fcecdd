using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class PathBaseResolverTests
{
    [Theory]
    [InlineData("/t/acme/who", "acme/alice")]
    [InlineData("/t/%61cme/who", "acme/alice")]
    [InlineData("/%74/acme/who", "acme/alice")]
    [InlineData("/t/globex/../acme/who", "acme/alice")]
    [InlineData("/t/globex/%2e%2e/acme/who", "acme/alice")]
    [InlineData("/who", Who.Nobody)]
    [InlineData("/t/acme/../../who", Who.Nobody)]
    public async Task Segment_after_the_prefix_names_the_tenant(string target, string who)
    {
        await using WebTestHost host = await StartAsync();

        string answer = await RawHttp.GetAsync(host, target.Replace("/who", "/maybe", StringComparison.Ordinal), "alice");

        answer.Should().StartWith("HTTP/1.1 200 ").And.Contain($"\r\n{who}\r\n");
    }

    [Theory]
    [InlineData("/t/globex/maybe")]
    [InlineData("/t/acme/../globex/maybe")]
    [InlineData("/t/no-such/maybe")]
    [InlineData("/t/ACME/maybe")]
    [InlineData("/t/acme%2F/maybe")]
    [InlineData("/t/acme%2Fx/maybe")]
    [InlineData("/t/acme%20/maybe")]
    [InlineData("/t//maybe")]
    [InlineData("/t//acme/maybe")]
    public async Task Segment_that_names_a_tenant_the_user_has_no_access_to_is_refused(string target)
    {
        await using WebTestHost host = await StartAsync();

        (await RawHttp.GetAsync(host, target, "alice")).Should().StartWith("HTTP/1.1 404 ").And.Contain(TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData("/tx/acme/maybe")]
    [InlineData("/T/acme/maybe")]
    [InlineData("/a/t/acme/maybe")]
    [InlineData("/t")]
    [InlineData("/t/")]
    public async Task Path_without_the_prefix_or_without_a_segment_is_left_alone(string target)
    {
        await using WebTestHost host = await StartAsync();

        (await RawHttp.GetAsync(host, target, "alice")).Should().StartWith("HTTP/1.1 200 ").And.Contain($"\r\nelsewhere {target} nobody\r\n");
    }

    [Theory]
    [InlineData("/t/acme/where", "/t/acme|/where|/t/acme/where?x=1")]
    [InlineData("/where", "|/where|/where?x=1")]
    [InlineData("/t/acme", "/t/acme||/t/acme/where?x=1")]
    [InlineData("/t/acme/", "/t/acme|/|/t/acme/where?x=1")]
    public async Task Prefix_and_tenant_move_to_the_path_base_and_links_carry_them(string path, string expected)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice").ShouldSayAsync(expected);
    }

    [Fact]
    public async Task Prefix_may_have_several_segments_and_each_has_its_own()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveFromPathBase("/api/tenants").ResolveFromPathBase("/o"), Who.MapBoth);

        await host.GetAsync("/api/tenants/acme/who", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/o/acme/who", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/o/globex/who", "alice").ShouldBeRefusedAsync();
        await host.GetAsync("/who", "alice").ShouldBeRefusedAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("t")]
    [InlineData("/t/")]
    [InlineData(" ")]
    public void Prefix_that_is_no_path_is_refused(string prefix)
    {
        Action add = () => new TenancyWebOptions().ResolveFromPathBase(prefix);

        add.Should().Throw<ArgumentException>().WithParameterName(nameof(prefix));
    }

    private static Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(
        options => options.ResolveFromPathBase(),
        app =>
        {
            Who.MapBoth(app);
            app.MapGet("/where", Where).WithName("where");
            app.MapGet("/", Where);
            app.MapFallback((HttpContext http) => $"elsewhere {http.Request.Path} {Who.Now()}");
        });

    private static string Where(HttpContext http, LinkGenerator links) =>
        $"{http.Request.PathBase}|{http.Request.Path}|{links.GetPathByName(http, "where", new { x = 1 })}";
}
