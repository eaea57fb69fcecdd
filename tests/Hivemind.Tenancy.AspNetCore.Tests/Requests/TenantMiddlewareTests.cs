using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantMiddlewareTests
{
    [Fact]
    public async Task Owner_enters_the_tenant_that_the_header_names()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: MapWho);

        HttpResponseMessage response = await host.GetAsync("/who", "alice", "acme");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("acme/alice");
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice", "globex")]
    [InlineData("alice", "no-such")]
    [InlineData("alice", "ACME")]
    [InlineData("alice", "")]
    [InlineData("alice", "acme,globex")]
    [InlineData("stranger", "acme")]
    public async Task Stranger_learns_nothing(string user, params string[] tenants)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: MapWho);

        HttpResponseMessage response = await host.GetAsync("/who", user, tenants);

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().NotContain("globex").And.NotContain("acme");
    }

    private static void MapWho(WebApplication app) =>
        app.MapGet("/who", () => $"{TenantContext.Required.TenantId}/{TenantContext.Required.UserId}").RequireTenant();
}
