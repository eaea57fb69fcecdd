using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The API on a database with caches that keep for minutes what another host has changed since.</summary>
public sealed class ApiDatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_another_host_did_is_seen_at_once()
    {
        using TemporaryDatabase database = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: database.Use);
        await (await host.GetAsync("/tenants/acme", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        ServiceCollection services = new();
        database.Use(services.AddTrustedTenancy());
        await using ServiceProvider other = services.BuildServiceProvider();
        ITenantManager tenants = other.GetRequiredService<ITenantManager>();
        await tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        await tenants.CreateTenantAsync(new TenantSpec { Id = WebTestHost.Acme, Name = "Again", OwnerId = "zoe" }, Token);

        await (await host.GetAsync("/tenants/acme", ApiTestHost.Owner)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        JsonElement tenant = await (await host.GetAsync("/tenants/acme", "zoe")).ShouldBeAsync(HttpStatusCode.OK);
        await (await host.SendAsync("PATCH", "/tenants/acme", "zoe", """{"description": "mine"}""", $"If-Match: {tenant.Text("etag")}")).ShouldBeAsync(HttpStatusCode.OK);

        tenant.Text("name").Should().Be("Again");
    }
}
