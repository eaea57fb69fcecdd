using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A permission in the namespace that the route names.</summary>
public sealed class NamespacePermissionTests
{
    [Theory]
    [InlineData("/deploy/acme-web")]
    [InlineData("/actions/deploy/acme-web")]
    [InlineData("/deploy/%61cme-web")]
    public async Task Permission_in_the_namespace_is_enough_there(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "opa", "acme").ShouldSayAsync("acme/opa acme-web");
        await host.GetAsync(path, "alice", "acme").ShouldSayAsync("acme/alice acme-web");
        await host.GetAsync(path, "viv", "acme").ShouldLackAsync("things:deploy", "acme/acme-web");
    }

    [Theory]
    [InlineData("/deploy/acme-db", "acme/acme-db")]
    [InlineData("/actions/deploy/acme-db", "acme/acme-db")]
    [InlineData("/deploy/no-such", "acme/no-such")]
    public async Task Permission_in_one_namespace_is_none_in_another(string path, string scope)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "opa", "acme").ShouldLackAsync("things:deploy", scope);
    }

    /// <summary>Not even the owner may do anything in a namespace that is not the tenant's, and the answer is the same whether it is somebody's.</summary>
    [Theory]
    [InlineData("globex-web")]
    [InlineData("no-such")]
    public async Task Namespace_of_another_tenant_is_none_of_this_one(string name)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync($"/deploy/{name}", "alice", "acme").ShouldLackAsync("things:deploy", $"acme/{name}");
    }

    [Theory]
    [InlineData("/deploy/acme-web%2Fx")]
    [InlineData("/deploy/acme-web%2F")]
    [InlineData("/deploy/ACME-WEB")]
    [InlineData("/deploy/*")]
    [InlineData("/deploy/acme-web%20")]
    [InlineData("/deploy/..%2Facme-web")]
    [InlineData("/rest/acme-web/x")]
    [InlineData("/optional")]
    [InlineData("/without")]
    public async Task Value_that_is_no_namespace_or_is_missing_is_refused(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice", "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
        await host.GetAsync(path, "opa", "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    private static async Task<WebTestHost> StartAsync()
    {
        WebTestHost host = await PermissionHost.StartAsync(
            app =>
            {
                app.MapGet("/deploy/{ns}", (string ns) => $"{Who.Now()} {ns}").RequireTenantPermission("things", "deploy", "ns");
                app.MapGet("/rest/{**ns}", (string ns) => $"{Who.Now()} {ns}").RequireTenantPermission("things", "deploy", "ns");
                app.MapWho("/optional/{ns?}").RequireTenantPermission("things", "deploy", "ns");
                app.MapWho("/without").RequireTenantPermission("things", "deploy", "ns");
                app.MapControllers();
            },
            services => services.AddControllers().AddApplicationPart(typeof(NamespacePermissionTests).Assembly));
        await host.Tenants.AddNamespaceAsync(WebTestHost.Acme, "acme-db", TestContext.Current.CancellationToken);
        return host;
    }
}
