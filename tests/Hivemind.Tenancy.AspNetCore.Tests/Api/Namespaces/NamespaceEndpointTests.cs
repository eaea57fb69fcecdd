using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary><c>/tenants/{tenant_id}/namespaces</c>.</summary>
public sealed class NamespaceEndpointTests
{
    private const string Path = "/tenants/acme";

    [Fact]
    public async Task Namespaces_are_given_and_taken_away_with_the_bindings_in_them()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage created = await host.SendAsync("POST", Path + "/namespaces", ApiTestHost.Admin, """{"namespace": "new"}""");
        (await created.ShouldBeAsync(HttpStatusCode.Created)).GetProperty("namespaces").Texts().Should().Equal("acme-web", "new");
        created.Headers.ETag.Should().NotBeNull();
        (await host.DoAsync("POST", "/namespaces", """{"namespace": "new"}""")).GetProperty("namespaces").Texts().Should().Equal("acme-web", "new");
        JsonElement taken = await (await host.SendAsync("POST", Path + "/namespaces", ApiTestHost.Admin, """{"namespace": "globex-web"}"""))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
        taken.Text("conflict").Should().Be("namespace");

        await (await host.SendAsync("DELETE", Path + "/namespaces/acme-web", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", Path + "/namespaces/acme-web", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
        await (await host.GetAsync(Path, ApiTestHost.NamespaceOperator)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await host.DoAsync("GET", "/namespaces")).GetProperty("namespaces").Texts().Should().Equal("new");
    }
}
