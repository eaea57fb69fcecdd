using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantEndpointTests
{
    [Fact]
    public async Task Post_with_everything_creates_the_tenant_and_says_where()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """
            {
              "id": "initech", "name": "Initech", "owner_id": "bill", "isolation_level": "custom",
              "isolation_settings": {"network": "own", "storage": "shared", "compute": "shared", "resource_guarantees": true},
              "resource_quotas": {"cpu_limit": 1.5, "memory_limit": 1024, "storage_limit": null, "max_containers": 0, "other": {"gpu": 2}},
              "namespaces": ["z", "a"], "description": "Two\nlines", "labels": {"tier": "gold"}
            }
            """);

        JsonElement tenant = await response.ShouldBeAsync(HttpStatusCode.Created);
        response.Headers.Location!.OriginalString.Should().Be("/api/v1/tenants/initech");
        response.Headers.ETag!.ToString().Should().Be(tenant.Text("etag"));
        response.Headers.ETag.IsWeak.Should().BeFalse();
        Tenant stored = await host.Web.Tenants.GetTenantAsync(TenantId.Parse("initech"), TestContext.Current.CancellationToken);
        stored.OwnerId.Should().Be("bill");
        stored.ResourceQuotas.Should().Be(new ResourceQuotas
        {
            CpuCores = 1.5m,
            MemoryBytes = 1024,
            Containers = 0,
            Other = new Dictionary<string, decimal> { ["gpu"] = 2 },
        });
        stored.IsolationLevel.Kind.Should().Be(IsolationKind.Custom);
        stored.IsolationLevel.Settings.Network.Should().Be(IsolationBoundary.Own);
        stored.Labels.Should().Contain("tier", "gold");
        tenant.GetProperty("namespaces").Texts().Should().Equal("a", "z");
        tenant.Text("status").Should().Be("active");
        tenant.Text("isolation_level").Should().Be("custom");
        tenant.GetProperty("resource_quotas").GetProperty("storage_limit").ValueKind.Should().Be(JsonValueKind.Null);
        JsonElement read = await (await host.GetAsync("/tenants/initech", "bill")).ShouldBeAsync(HttpStatusCode.OK);
        read.GetRawText().Should().Be(tenant.GetRawText());
    }

    [Theory]
    [InlineData("Initech", "initech")]
    [InlineData(".Öl & Gas (EU)!", "l-gas-eu")]
    public async Task Post_without_an_id_makes_one_from_the_name_and_takes_the_caller_for_owner(string name, string id)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, JsonSerializer.Serialize(new { name }));

        JsonElement tenant = await response.ShouldBeAsync(HttpStatusCode.Created);
        tenant.Text("id").Should().Be(id);
        tenant.Text("owner_id").Should().Be(ApiTestHost.Admin);
        tenant.Text("isolation_level").Should().Be("soft");
    }

    [Fact]
    public async Task Post_of_a_name_that_makes_no_id_asks_for_one()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"name": "株式会社"}""");

        (await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest)).Text("detail").Should().Contain("id");
    }

    [Theory]
    [InlineData("""{"id": "acme", "name": "Other"}""", "id", "acme")]
    [InlineData("""{"id": "other", "name": "ACME"}""", "name", "ACME")]
    [InlineData("""{"id": "other", "name": "Other", "namespaces": ["acme-web"]}""", "namespace", "acme-web")]
    public async Task Post_of_what_is_taken_conflicts(string body, string kind, string value)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, body);

        JsonElement problem = await response.ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
        problem.Text("conflict").Should().Be(kind);
        problem.Text("value").Should().Be(value);
    }

    [Fact]
    public async Task Post_is_refused_to_an_owner_who_lacks_the_right_everywhere()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Owner, """{"name": "Mine"}""");

        JsonElement problem = await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        problem.Text("permission").Should().Be("tenants:create");
        problem.Text("scope").Should().Be("*");
    }

    [Fact]
    public async Task Post_takes_all_that_an_owner_gets_not_only_the_right_to_create()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Access.SetRoleAsync(new Role("creator", [TenancyPermissions.CreateTenant]), TestContext.Current.CancellationToken);
        await host.Web.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User("carl"), "creator", PermissionScope.Global), TestContext.Current.CancellationToken);

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", "carl", """{"name": "Mine"}""");

        (await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied)).Text("permission").Should().Be("*:*");
    }

    [Fact]
    public async Task Post_is_recorded_with_the_caller()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"name": "New"}""")).ShouldBeAsync(HttpStatusCode.Created);

        IReadOnlyList<TenancyEvent> events = (await host.Web.Tenants.ReadEventsAsync(new EventQuery { Tenant = TenantId.Parse("new") }, TestContext.Current.CancellationToken)).Events;
        events[0].Should().BeOfType<TenantCreated>();
        events[0].Actor.Should().Be(ApiTestHost.Admin);
        events[0].ActorReason.Should().BeNull("the user acts, and needs no reason");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("globex")]
    [InlineData("Not_An_Id")]
    [InlineData("acme%2F..")]
    [InlineData("%00")]
    public async Task Get_of_what_the_caller_may_not_know_answers_all_the_same(string id)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string unknown = await (await host.GetAsync("/tenants/unknown", ApiTestHost.Owner)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        HttpResponseMessage response = await host.GetAsync($"/tenants/{id}", ApiTestHost.Owner);

        if (id == "%00")
        {
            // Kestrel does not take it for a path.
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            return;
        }

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        WithoutTrace(body).Should().Be(WithoutTrace(unknown));
    }

    [Fact]
    public async Task Get_answers_strangers_with_403_where_the_host_says_so()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(options: o => o.StrangerStatusCode = 403);

        foreach (string id in new[] { "globex", "unknown", "Not_An_Id" })
        {
            await (await host.GetAsync($"/tenants/{id}", ApiTestHost.Owner)).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotFound);
        }
    }

    [Fact]
    public async Task Get_without_a_user_is_challenged()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        (await host.GetAsync("/tenants/acme", user: null)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Delete_takes_the_tenant_away()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        await (await host.SendAsync("DELETE", "/tenants/acme", ApiTestHost.Admin)).ShouldBeEmptyAsync();

        await (await host.GetAsync("/tenants/acme", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        await (await host.SendAsync("DELETE", "/tenants/acme", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Fact]
    public async Task Delete_of_the_default_tenant_is_refused()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t => t.Services.Configure<HivemindTenancyOptions>(o => o.DefaultTenant = new TenantSpec { Id = TenantId.Parse("main"), Name = "Main", OwnerId = "mary" }));

        await (await host.SendAsync("DELETE", "/tenants/main", ApiTestHost.Admin)).ShouldBeProblemAsync(409, TenancyProblemTypes.TenantProtected);
        await (await host.SendAsync("DELETE", "/tenants/main", "mary")).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
    }

    [Fact]
    public async Task Get_is_the_first_call_of_all_and_finds_the_default_tenant()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(HeaderAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.SchemeName, _ => { });
        builder.Services.AddTrustedTenancy(o => o.DefaultTenant = new TenantSpec { Id = TenantId.Parse("main"), Name = "Main", OwnerId = "mary" }).AddAspNetCore();
        await using WebApplication app = builder.Build();
        app.MapTenantApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Add(HeaderAuthentication.UserHeader, "mary");

        HttpResponseMessage response = await client.GetAsync("/api/v1/tenants/main", TestContext.Current.CancellationToken);

        (await response.ShouldBeAsync(HttpStatusCode.OK)).Text("id").Should().Be("main");
    }

    private static string WithoutTrace(string problem)
    {
        System.Text.Json.Nodes.JsonObject members = System.Text.Json.Nodes.JsonNode.Parse(problem)!.AsObject();
        members.Remove("traceId");
        return members.ToJsonString();
    }
}
