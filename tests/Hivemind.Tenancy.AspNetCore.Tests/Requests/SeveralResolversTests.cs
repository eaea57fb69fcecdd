using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>All resolvers are asked, and none outvotes another.</summary>
public sealed class SeveralResolversTests
{
    [Fact]
    public async Task Resolvers_that_agree_open_the_tenant()
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, "/acme/who", "acme", "tenant=acme").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/acme/who", null, "tenant=acme").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/acme/who", "acme", null).ShouldSayAsync("acme/alice");
        await GetAsync(host, "/maybe", null, "tenant=acme").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/maybe", "acme", null).ShouldSayAsync("acme/alice");
    }

    /// <summary>In either order, and whether or not the user may enter either.</summary>
    [Theory]
    [InlineData("/acme/who", "globex", null)]
    [InlineData("/globex/who", "acme", null)]
    [InlineData("/acme/who", "acme", "tenant=globex")]
    [InlineData("/maybe", "acme", "tenant=globex")]
    [InlineData("/maybe", "globex", "tenant=acme")]
    [InlineData("/maybe", "acme", "tenant=")]
    [InlineData("/maybe", "acme", "tenant=Acme")]
    public async Task Resolvers_that_disagree_are_refused(string path, string? header, string? claim)
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, path, header, claim).ShouldBeAmbiguousAsync();
    }

    [Fact]
    public async Task No_resolver_names_none()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(_ => { }, Who.MapBoth);

        await host.GetAsync("/who", "alice", "acme").ShouldBeRefusedAsync();
        await host.GetAsync("/maybe", "alice", "acme").ShouldSayAsync(Who.Nobody);
    }

    private static Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(
        options => options.ResolveFromRoute().ResolveFromHeader().ResolveFromClaim(),
        app =>
        {
            app.MapWho("/{tenant}/who").RequireTenant();
            app.MapWho("/maybe");
        });

    private static Task<HttpResponseMessage> GetAsync(WebTestHost host, string path, string? header, string? claim) => host.SendAsync(
        path,
        "alice",
        request =>
        {
            if (header is not null)
            {
                request.Headers.Add("X-Tenant-Id", header);
            }

            if (claim is not null)
            {
                request.Headers.Add(HeaderAuthentication.ClaimHeader, claim);
            }
        });
}
