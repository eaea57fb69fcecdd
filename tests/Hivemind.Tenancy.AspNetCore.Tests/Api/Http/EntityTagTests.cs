using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class EntityTagTests
{
    private const string Path = "/tenants/acme";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?> Changes => new()
    {
        { "PATCH", Path, """{"description": "x"}""" },
        { "PUT", Path + "/quotas", """{"cpu_limit": 1}""" },
        { "PUT", Path + "/isolation", """{"isolation_level": "hard"}""" },
        { "POST", Path + "/namespaces", """{"namespace": "new"}""" },
        { "DELETE", Path + "/namespaces/acme-web", null },
        { "POST", Path + "/suspend", """{"reason": "x"}""" },
        { "DELETE", Path, null },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_with_the_current_tag_is_done_and_with_another_is_not(string method, string path, string? body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string old = await TagAsync(host);
        await host.Web.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { Description = "moved on" }, cancellationToken: Token);
        string current = await TagAsync(host);

        JsonElement problem = await (await host.SendAsync(method, path, ApiTestHost.Admin, body, $"If-Match: {old}"))
            .ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
        problem.GetProperty("actual_version").GetInt64().Should().BePositive();
        (await TagAsync(host)).Should().Be(current);
        HttpResponseMessage done = await host.SendAsync(method, path, ApiTestHost.Admin, body, $"If-Match: \"other\", {current}");

        done.IsSuccessStatusCode.Should().BeTrue();
    }

    [Theory]
    [InlineData("*", 200)]
    [InlineData("W/{0}", 412)]
    [InlineData("\"a\", W/{0}", 412)]
    [InlineData("\"a\", {0}", 200)]
    [InlineData("\"\"", 412)]
    [InlineData("no quotes", 400)]
    [InlineData("*, {0}", 400)]
    [InlineData("\"a", 400)]
    public async Task If_Match_is_read_as_RFC_9110_has_it(string header, int status)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string current = await TagAsync(host);

        HttpResponseMessage response = await host.SendAsync(
            "PATCH", Path, ApiTestHost.Admin, """{"description": "x"}""", "If-Match: " + header.Replace("{0}", current, StringComparison.Ordinal));

        ((int)response.StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task Tag_of_a_tenant_does_not_fit_one_made_again_under_its_id()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string former = await TagAsync(host);
        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        Tenant again = await host.Web.CreateAsync(WebTestHost.Acme, "alice");

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Admin, """{"description": "x"}""", $"If-Match: {former}");

        await response.ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Should().Be(again);
    }

    [Fact]
    public async Task Tag_in_a_list_serves_for_an_update()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        JsonElement page = await (await host.GetAsync("/tenants", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        string tag = page.GetProperty("tenants")[0].Text("etag");

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "x"}""", $"If-Match: {tag}");

        JsonElement tenant = await response.ShouldBeAsync(HttpStatusCode.OK);
        response.Headers.ETag!.Tag.Should().Be(tenant.Text("etag")).And.NotBe(tag);
    }

    [Fact]
    public async Task Change_without_a_tag_keeps_what_somebody_writes_in_between()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        OnceBeforeUpdate(Intercept.Store(host), () => Described(host, t => t with { Name = "Renamed" }));

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "mine"}""");

        JsonElement tenant = await response.ShouldBeAsync(HttpStatusCode.OK);
        tenant.Text("name").Should().Be("Renamed");
        tenant.Text("description").Should().Be("mine");
    }

    [Fact]
    public async Task Change_with_a_tag_fails_when_somebody_writes_in_between()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        string current = await TagAsync(host);
        OnceBeforeUpdate(Intercept.Store(host), () => Described(host, t => t with { Name = "Renamed" }));

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "mine"}""", $"If-Match: {current}");

        await response.ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
    }

    [Fact]
    public async Task Change_that_takes_more_rights_on_what_somebody_wrote_in_between_is_refused()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);

        // To alice the namespaces are no change, until somebody adds one: then hers would take it away.
        OnceBeforeUpdate(Intercept.Store(host), () => Described(host, t => t with { Namespaces = [.. t.Namespaces, "added"] }));
        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "mine", "namespaces": ["acme-web"]}""");

        await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Namespaces.Should().Equal("acme-web", "added");
    }

    [Fact]
    public async Task Change_by_an_owner_who_loses_the_tenant_in_between_is_refused()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        OnceBeforeUpdate(Intercept.Store(host), () => Described(host, t => t with { OwnerId = "zoe" }));

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "mine"}""");

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Description.Should().BeNull();
    }

    [Fact]
    public async Task Change_of_a_tenant_made_again_in_between_is_not_done()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        OnceBeforeUpdate(Intercept.Store(host), () =>
        {
            host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token).AsTask().GetAwaiter().GetResult();
            host.Web.CreateAsync(WebTestHost.Acme, "alice").AsTask().GetAwaiter().GetResult();
        });

        HttpResponseMessage response = await host.SendAsync("PATCH", Path, ApiTestHost.Owner, """{"description": "mine"}""");

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Description.Should().BeNull();
    }

    private static async Task<string> TagAsync(ApiTestHost host)
    {
        HttpResponseMessage response = await host.GetAsync(Path, ApiTestHost.Admin);
        await response.ShouldBeAsync(HttpStatusCode.OK);
        return response.Headers.ETag!.ToString();
    }

    private static void OnceBeforeUpdate(BeforeCall<ITenantStore> store, Action act) => store.Before = method =>
    {
        if (method == nameof(ITenantStore.UpdateAsync))
        {
            store.Before = null;
            using (TenantContext.System("test", "another host").Enter())
            {
                act();
            }
        }
    };

    private static void Described(ApiTestHost host, Func<Tenant, Tenant> change) =>
        host.Web.Tenants.UpdateTenantAsync(WebTestHost.Acme, change, cancellationToken: Token).AsTask().GetAwaiter().GetResult();
}
