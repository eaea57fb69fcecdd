using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Roles, bindings, groups and explanations.</summary>
public sealed class AccessEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_are_defined_replaced_listed_and_removed()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement set = await (await host.SendAsync("PUT", "/roles/team%2Fdev", ApiTestHost.Admin, """{"permissions": ["b:c", "a:*", "b:c"]}""")).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement list = await (await host.GetAsync("/roles", ApiTestHost.Stranger)).ShouldBeAsync(HttpStatusCode.OK);

        set.GetRawText().Should().Be("""{"id":"team/dev","permissions":["a:*","b:c"],"is_built_in":false}""");
        list.GetProperty("roles").Texts("id").Should().Contain(["platform-admin", "tenant-viewer", "team/dev"]);
        list.GetProperty("roles").EnumerateArray().Single(r => r.Text("id") == "tenant-admin").GetProperty("is_built_in").GetBoolean().Should().BeTrue();
        await (await host.SendAsync("DELETE", "/roles/team%2Fdev", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", "/roles/team%2Fdev", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
    }

    [Theory]
    [InlineData(null, null, "acme")]
    [InlineData("acme-web", null, "acme/acme-web")]
    [InlineData("acme-web", "db", "acme/acme-web/db")]
    public async Task Binding_in_a_tenant_lies_beneath_it(string? ns, string? resource, string scope)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string path = "/tenants/acme/role-bindings";
        string body = JsonSerializer.Serialize(new { subject = "group team/a", role_id = "tenant-viewer", @namespace = ns, resource });
        string query = "?subject=group%20team/a&role_id=tenant-viewer" + (ns is null ? string.Empty : $"&namespace={ns}") + (resource is null ? string.Empty : $"&resource={resource}");

        JsonElement bound = await (await host.SendAsync("POST", path, ApiTestHost.Owner, body)).ShouldBeAsync(HttpStatusCode.Created);
        JsonElement again = await (await host.SendAsync("POST", path, ApiTestHost.Owner, body)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement list = await (await host.GetAsync(path, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        bound.GetRawText().Should().Be($$"""{"subject":"group team/a","role_id":"tenant-viewer","role_tenant_id":null,"scope":"{{scope}}","ends_at":null}""");
        again.GetRawText().Should().Be(bound.GetRawText());
        list.GetProperty("role_bindings").EnumerateArray().Select(b => b.GetRawText()).Should().Contain(bound.GetRawText());
        await (await host.SendAsync("DELETE", path + query, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", path + query, ApiTestHost.Owner)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
    }

    [Theory]
    [InlineData("/tenants/acme/role-bindings", ApiTestHost.Owner)]
    [InlineData("/role-bindings", ApiTestHost.Admin)]
    public async Task Binding_ends_when_it_is_said_to(string path, string caller)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string Body(string? end) => JsonSerializer.Serialize(new { subject = "user bob", role_id = "tenant-viewer", ends_at = end });

        JsonElement bound = await (await host.SendAsync("POST", path, caller, Body("2999-01-01T01:00:00+01:00"))).ShouldBeAsync(HttpStatusCode.Created);
        JsonElement again = await (await host.SendAsync("POST", path, caller, Body("2999-01-01T00:00:00Z"))).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement list = await (await host.GetAsync(path, caller)).ShouldBeAsync(HttpStatusCode.OK);
        await (await host.SendAsync("POST", path, caller, Body("2999-01-01T00:00:00"))).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await host.SendAsync("POST", path, caller, Body("2001-01-01T00:00:00Z"))).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        JsonElement later = await (await host.SendAsync("POST", path, caller, Body("2999-01-02T00:00:00Z"))).ShouldBeAsync(HttpStatusCode.Created);
        JsonElement lasting = await (await host.SendAsync("POST", path, caller, Body(null))).ShouldBeAsync(HttpStatusCode.Created);

        bound.GetProperty("ends_at").GetDateTimeOffset().Should().Be(new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        again.GetRawText().Should().Be(bound.GetRawText());
        list.GetProperty("role_bindings").EnumerateArray().Select(b => b.GetRawText()).Should().Contain(bound.GetRawText());
        later.GetProperty("ends_at").GetDateTimeOffset().Day.Should().Be(2);
        lasting.GetProperty("ends_at").ValueKind.Should().Be(JsonValueKind.Null);
        await (await host.SendAsync("DELETE", path + "?subject=user%20bob&role_id=tenant-viewer", caller)).ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData("/tenants/acme/role-bindings", ApiTestHost.Owner)]
    [InlineData("/role-bindings", ApiTestHost.Admin)]
    public async Task Groups_of_tenants_own_are_not_bound_here(string path, string caller)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        foreach (string subject in new[] { "tenant-group acme devs", "tenant-group acme@0123456789abcdef0123456789abcdef devs" })
        {
            string body = JsonSerializer.Serialize(new { subject, role_id = "tenant-viewer" });
            await (await host.SendAsync("POST", path, caller, body)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        }
    }

    [Fact]
    public async Task Bindings_at_Global_scope_are_listed_without_those_in_tenants_unless_asked_for()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/role-bindings", ApiTestHost.Admin, """{"subject": "group support", "role_id": "tenant-viewer"}""")).ShouldBeAsync(HttpStatusCode.Created);
        await (await host.SendAsync("POST", "/role-bindings", ApiTestHost.Admin, """{"subject": "group support", "role_id": "tenant-viewer"}""")).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement global = await (await host.GetAsync("/role-bindings", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement all = await (await host.GetAsync("/role-bindings?all=true", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        global.GetProperty("role_bindings").Texts("subject").Should().BeEquivalentTo("user root", "group support");
        all.GetProperty("role_bindings").Texts("scope").Should().Contain(["*", "acme", "acme/acme-web"]);
        await (await host.SendAsync("DELETE", "/role-bindings?subject=group%20support&role_id=tenant-viewer", ApiTestHost.Admin)).ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Group_members_are_added_listed_and_removed_and_have_what_the_group_has()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/tenants/acme/role-bindings", ApiTestHost.Owner, """{"subject": "group team/a", "role_id": "tenant-viewer"}""")).ShouldBeAsync(HttpStatusCode.Created);
        await (await host.GetAsync("/tenants/acme", "idp|bob")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);

        await (await host.SendAsync("PUT", "/groups/team%2Fa/members/idp%7Cbob", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("PUT", "/groups/team%2Fa/members/idp%7Cbob", ApiTestHost.Admin)).ShouldBeEmptyAsync();

        await (await host.GetAsync("/tenants/acme", "idp|bob")).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement members = await (await host.GetAsync("/groups/team%2Fa/members", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        members.GetRawText().Should().Be("""{"group_id":"team/a","members":["idp|bob"]}""");
        await (await host.SendAsync("DELETE", "/groups/team%2Fa/members/idp%7Cbob", ApiTestHost.Admin)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", "/groups/team%2Fa/members/idp%7Cbob", ApiTestHost.Admin)).ShouldBeProblemAsync(404, TenancyProblemTypes.NotFound);
        await (await host.GetAsync("/tenants/acme", "idp|bob")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Fact]
    public async Task Explanation_names_the_grants()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement owner = await (await host.GetAsync("/tenants/acme/access", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement viewer = await (await host.GetAsync("/tenants/acme/access?permission=containers:deploy", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement nora = await (await host.GetAsync(
            "/tenants/acme/access?user_id=nora&permission=containers:deploy&namespace=acme-web&resource=db", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);

        owner.GetProperty("is_granted").GetBoolean().Should().BeTrue();
        owner.GetProperty("permission").ValueKind.Should().Be(JsonValueKind.Null);
        owner.GetProperty("grants").GetRawText().Should().Be("""[{"kind":"owner","scope":"acme","role_id":"tenant-admin","role_tenant_id":null,"group_id":null,"group_tenant_id":null}]""");
        viewer.GetProperty("is_granted").GetBoolean().Should().BeFalse();
        viewer.Text("permission").Should().Be("containers:deploy");
        viewer.Text("reason").Should().NotBeEmpty();
        nora.Text("user_id").Should().Be("nora");
        nora.Text("scope").Should().Be("acme/acme-web/db");
        nora.GetProperty("grants").GetRawText().Should().Be("""[{"kind":"binding","scope":"acme/acme-web","role_id":"tenant-operator","role_tenant_id":null,"group_id":null,"group_tenant_id":null}]""");
    }

    [Fact]
    public async Task Explanation_hides_groups_and_what_is_granted_everywhere_from_those_who_may_not_read_it()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("support"), "tenant-viewer", PermissionScope.Global), Token);
        await host.Web.Access.AddGroupMemberAsync("support", "sue", Token);

        JsonElement hidden = await (await host.GetAsync("/tenants/acme/access?user_id=sue", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement shown = await (await host.GetAsync("/tenants/acme/access?user_id=sue", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        hidden.GetProperty("grants").GetRawText().Should().Be("""[{"kind":"binding","scope":"*","role_id":null,"role_tenant_id":null,"group_id":null,"group_tenant_id":null}]""");
        hidden.GetRawText().Should().NotContain("support");
        shown.GetProperty("grants").GetRawText().Should().Be("""[{"kind":"binding","scope":"*","role_id":"tenant-viewer","role_tenant_id":null,"group_id":"support","group_tenant_id":null}]""");
    }

    [Fact]
    public async Task Read_only_provider_explains_and_has_no_routes_to_write()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t => Microsoft.Extensions.DependencyInjection.HivemindTenancyBuilderExtensions.UseRbac<ReadOnlyRbac>(t));

        await (await host.GetAsync("/tenants/acme/access", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        (await host.GetAsync("/roles", ApiTestHost.Owner)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/tenants/acme/role-bindings", ApiTestHost.Owner)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }
}
