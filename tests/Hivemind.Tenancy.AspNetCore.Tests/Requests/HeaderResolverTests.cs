namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class HeaderResolverTests
{
    [Theory]
    [InlineData("/who")]
    [InlineData("/maybe")]
    public async Task Header_that_names_the_tenant_opens_it(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth);

        await host.GetAsync(path, "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync(path, "gina", "globex").ShouldSayAsync("globex/gina");
    }

    [Fact]
    public async Task Header_of_another_name_is_read_when_it_is_the_one_configured()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(options => options.ResolveFromHeader("Tenant"), Who.MapBoth);

        await host.SendAsync("/who", "alice", request => request.Headers.Add("tenant", "acme")).ShouldSayAsync("acme/alice");
        await host.GetAsync("/who", "alice", "acme").ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task Header_that_is_absent_names_none()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth);

        await host.GetAsync("/who", "alice").ShouldBeRefusedAsync();
        await host.GetAsync("/maybe", "alice").ShouldSayAsync(Who.Nobody);
    }

    /// <summary>A wish that cannot be granted is refused even where none is needed: never does a request run for nobody that was meant for somebody.</summary>
    [Theory]
    [InlineData("globex")]
    [InlineData("no-such")]
    [InlineData("ACME")]
    [InlineData("acme,acme")]
    [InlineData("acme.")]
    [InlineData("*")]
    [InlineData("")]
    public async Task Header_that_names_a_tenant_the_user_has_no_access_to_is_refused(string tenant)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth);

        await host.GetAsync("/who", "alice", tenant).ShouldBeRefusedAsync();
        await host.GetAsync("/maybe", "alice", tenant).ShouldBeRefusedAsync();
    }

    [Theory]
    [InlineData("/who", "acme", "acme", "HTTP/1.1 200 ", "acme/alice")]
    [InlineData("/who", "acme", "globex", "HTTP/1.1 400 ", TenancyProblemTypes.TenantAmbiguous)]
    [InlineData("/who", "globex", "acme", "HTTP/1.1 400 ", TenancyProblemTypes.TenantAmbiguous)]
    [InlineData("/maybe", "acme", "", "HTTP/1.1 400 ", TenancyProblemTypes.TenantAmbiguous)]
    [InlineData("/maybe", "globex", "globex", "HTTP/1.1 404 ", TenancyProblemTypes.TenantNotFound)]
    public async Task Header_sent_twice_is_ambiguous_only_when_its_values_differ(string path, string first, string second, string status, string body)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth);

        string answer = await RawHttp.GetAsync(host, path, "alice", $"X-Tenant-Id: {first}", $"x-tenant-id: {second}");

        answer.Should().StartWith(status).And.Contain(body);
    }
}
