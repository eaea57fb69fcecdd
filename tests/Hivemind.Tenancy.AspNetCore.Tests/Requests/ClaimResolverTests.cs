namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class ClaimResolverTests
{
    [Fact]
    public async Task Claim_that_names_the_tenant_opens_it()
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, "/who", "tenant=acme").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/maybe", "tenant=acme").ShouldSayAsync("acme/alice");
    }

    [Fact]
    public async Task Claims_of_another_type_name_none()
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, "/who", "org=acme").ShouldBeRefusedAsync();
        await GetAsync(host, "/maybe", "org=acme").ShouldSayAsync(Who.Nobody);
    }

    [Theory]
    [InlineData("tenant=globex")]
    [InlineData("tenant=no-such")]
    [InlineData("tenant=ACME")]
    [InlineData("tenant=")]
    public async Task Claim_that_names_a_tenant_the_user_has_no_access_to_is_refused(string claim)
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, "/who", claim).ShouldBeRefusedAsync();
        await GetAsync(host, "/maybe", claim).ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task Two_claims_are_refused_only_when_they_differ()
    {
        await using WebTestHost host = await StartAsync();

        await GetAsync(host, "/who", "tenant=acme", "tenant=acme").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/who", "tenant=acme", "tenant=globex").ShouldBeAmbiguousAsync();
        await GetAsync(host, "/maybe", "tenant=globex", "tenant=acme").ShouldBeAmbiguousAsync();
    }

    [Fact]
    public async Task Claim_of_the_configured_type_is_read()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(options => options.ResolveFromClaim("org"), Who.MapBoth);

        await GetAsync(host, "/who", "org=acme", "tenant=globex").ShouldSayAsync("acme/alice");
    }

    private static Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(options => options.ResolveFromClaim(), Who.MapBoth);

    private static Task<HttpResponseMessage> GetAsync(WebTestHost host, string path, params string[] claims) => host.SendAsync(
        path, "alice", request => request.Headers.Add(HeaderAuthentication.ClaimHeader, claims));
}
