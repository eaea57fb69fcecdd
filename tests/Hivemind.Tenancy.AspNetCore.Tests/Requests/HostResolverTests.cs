namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Sub-domains and custom domains.</summary>
public sealed class HostResolverTests
{
    [Theory]
    [InlineData("acme.example.com")]
    [InlineData("ACME.Example.COM")]
    [InlineData("acme.example.com.")]
    [InlineData("acme.example.com:8080")]
    [InlineData("Acme.example.com.:8080")]
    public async Task Subdomain_that_names_the_tenant_opens_it(string name)
    {
        await using WebTestHost host = await StartSubdomainsAsync();

        await GetAsync(host, "/who", name).ShouldSayAsync("acme/alice");
        await GetAsync(host, "/maybe", name).ShouldSayAsync("acme/alice");
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("example.com.")]
    [InlineData("EXAMPLE.com:80")]
    [InlineData("www.example.com")]
    [InlineData("WWW.example.com.")]
    [InlineData("acme.example.org")]
    [InlineData("acmeexample.com")]
    [InlineData("acme.example.com.evil.net")]
    [InlineData("acme")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:80")]
    public async Task Domain_itself_exceptions_and_other_hosts_name_none(string name)
    {
        await using WebTestHost host = await StartSubdomainsAsync();

        await GetAsync(host, "/who", name).ShouldBeRefusedAsync();
        await GetAsync(host, "/maybe", name).ShouldSayAsync(Who.Nobody);
    }

    [Theory]
    [InlineData("globex.example.com")]
    [InlineData("no-such.example.com")]
    [InlineData("acme.globex.example.com")]
    [InlineData("globex.acme.example.com")]
    [InlineData("www.acme.example.com")]
    [InlineData("acme..example.com")]
    [InlineData(".example.com")]
    [InlineData("acme.example.com.example.com")]
    public async Task Subdomain_that_names_a_tenant_the_user_has_no_access_to_is_refused(string name)
    {
        await using WebTestHost host = await StartSubdomainsAsync();

        (await RawHttp.GetAsync(host, "/who", "alice", $"Host: {name}")).Should().StartWith("HTTP/1.1 404 ").And.Contain(TenancyProblemTypes.TenantNotFound);
        (await RawHttp.GetAsync(host, "/maybe", "alice", $"Host: {name}")).Should().StartWith("HTTP/1.1 404 ").And.Contain(TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData(".example.com")]
    [InlineData("Example.COM.")]
    public async Task Domain_may_be_written_with_dots_and_upper_case(string domain)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(options => options.ResolveFromSubdomain(domain, "Www"), Who.MapBoth);

        await GetAsync(host, "/who", "acme.example.com").ShouldSayAsync("acme/alice");
        await GetAsync(host, "/maybe", "www.example.com").ShouldSayAsync(Who.Nobody);
    }

    [Theory]
    [InlineData("shop.acme.test", "acme/alice")]
    [InlineData("SHOP.acme.TEST.:81", "acme/alice")]
    [InlineData("acme.test", Who.Nobody)]
    [InlineData("x.shop.acme.test", Who.Nobody)]
    [InlineData("shop.acme.test.evil.net", Who.Nobody)]
    public async Task Custom_domain_names_its_tenant_and_others_name_none(string name, string who)
    {
        await using WebTestHost host = await StartDomainsAsync();

        await GetAsync(host, "/maybe", name).ShouldSayAsync(who);
    }

    [Fact]
    public async Task Custom_domain_of_a_tenant_the_user_has_no_access_to_is_refused()
    {
        await using WebTestHost host = await StartDomainsAsync();

        await GetAsync(host, "/who", "globex.test").ShouldBeRefusedAsync();
        await GetAsync(host, "/maybe", "globex.test").ShouldBeRefusedAsync();
        await GetAsync(host, "/who", "acme.test").ShouldBeRefusedAsync();
    }

    /// <summary>Afterwards nobody may change by accident which domain is whose.</summary>
    [Fact]
    public async Task Custom_domains_are_copied()
    {
        Dictionary<string, TenantId> domains = new() { ["shop.acme.test"] = WebTestHost.Acme };
        await using WebTestHost host = await WebTestHost.StartAsync(options => options.ResolveFromHosts(domains), Who.MapBoth);
        domains["shop.acme.test"] = WebTestHost.Globex;

        await GetAsync(host, "/who", "shop.acme.test").ShouldSayAsync("acme/alice");
    }

    private static Task<WebTestHost> StartSubdomainsAsync() =>
        WebTestHost.StartAsync(options => options.ResolveFromSubdomain("example.com", "www", "api"), Who.MapBoth);

    private static Task<WebTestHost> StartDomainsAsync() => WebTestHost.StartAsync(
        options => options.ResolveFromHosts(new Dictionary<string, TenantId>
        {
            ["Shop.ACME.test"] = WebTestHost.Acme,
            ["globex.test."] = WebTestHost.Globex,
        }),
        Who.MapBoth);

    private static Task<HttpResponseMessage> GetAsync(WebTestHost host, string path, string name) =>
        host.SendAsync(path, "alice", request => request.Headers.Host = name);
}
