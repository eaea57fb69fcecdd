using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Who gets what on every route. A column holds the status for one user; 404 on a route of acme is the stranger's answer.</summary>
public sealed class ApiAuthorizationTests
{
    private const string Alloc = """{"id": "a", "amounts": {"cpu": 1}}""";
    private const string App = """{"namespace": "acme-web", "name": "shop", "spec": {"image": "a"}}""";
    private const string Shop = "/tenants/acme/namespaces/acme-web/apps/shop";
    private const string Until = """{"ceiling": {"cpu": 5}, "until": "2100-01-01T00:00:00Z"}""";

    private static readonly string?[] Users =
    [
        ApiTestHost.Owner, ApiTestHost.Viewer, ApiTestHost.Operator, ApiTestHost.NamespaceOperator, ApiTestHost.Stranger, ApiTestHost.Admin, null,
    ];

    public static TheoryData<string, string, string?, string> Routes => new()
    {
        //                                                                                      owner viewer operator ns-operator stranger admin nobody
        { "GET", "/tenants", null, "200 200 200 200 200 200 401" },
        { "POST", "/tenants", """{"name": "New"}""", "403 403 403 403 403 201 401" },
        { "GET", "/tenants/acme", null, "200 200 200 200 404 200 401" },
        { "PATCH", "/tenants/acme", """{"description": "x"}""", "200 403 403 403 404 200 401" },
        { "PATCH", "/tenants/acme", """{"namespaces": []}""", "403 403 403 403 404 200 401" },
        { "DELETE", "/tenants/acme", null, "403 403 403 403 404 204 401" },
        { "POST", "/tenants/acme/suspend", """{"reason": "unpaid"}""", "403 403 403 403 404 200 401" },
        { "POST", "/tenants/acme/resume", null, "403 403 403 403 404 409 401" },
        { "POST", "/tenants/acme/finish-deletion", """{"reason": "gone"}""", "403 403 403 403 404 409 401" },
        { "GET", "/tenants/acme/namespaces", null, "200 200 200 200 404 200 401" },
        { "POST", "/tenants/acme/namespaces", """{"namespace": "new"}""", "403 403 403 403 404 201 401" },
        { "DELETE", "/tenants/acme/namespaces/acme-web", null, "403 403 403 403 404 204 401" },
        { "GET", "/tenants/acme/quotas", null, "200 200 200 200 404 200 401" },
        { "PUT", "/tenants/acme/quotas", """{"cpu_limit": 4}""", "403 403 403 403 404 200 401" },
        { "GET", "/tenants/acme/usage", null, "200 200 200 200 404 200 401" },
        { "GET", "/tenants/acme/usage/measure?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z", null, "200 200 200 403 404 200 401" },
        { "GET", "/tenants/acme/budgets", null, "200 200 200 200 404 200 401" },
        { "GET", "/tenants/acme/consumption?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z", null, "200 200 200 200 404 200 401" },
        { "GET", "/usage", null, "403 403 403 403 403 200 401" },
        { "GET", "/usage/measure?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z", null, "403 403 403 403 403 200 401" },
        { "GET", "/tenants/acme/statements", null, "200 200 200 403 404 200 401" },
        { "GET", "/tenants/acme/statements/2026-01", null, "200 200 200 403 404 200 401" },
        { "GET", "/tenants/acme/statements/2026-01/focus.csv", null, "200 200 200 403 404 200 401" },
        { "GET", "/tenants/acme/grace", null, "404 404 404 404 404 404 401" },
        { "PUT", "/tenants/acme/grace", Until, "403 403 403 403 404 200 401" },
        { "DELETE", "/tenants/acme/grace", null, "403 403 403 403 404 204 401" },
        { "GET", "/tenants/acme/allocations", null, "200 200 200 200 404 200 401" },
        { "POST", "/tenants/acme/allocations", Alloc, "201 403 403 403 404 201 401" },
        { "POST", "/tenants/acme/allocations/x/commit", null, "409 403 403 403 404 409 401" },
        { "POST", "/tenants/acme/allocations/x/renew", "{}", "409 403 403 403 404 409 401" },
        { "PUT", "/tenants/acme/allocations/x", """{"amounts": {"cpu": 1}}""", "409 403 403 403 404 409 401" },
        { "DELETE", "/tenants/acme/allocations/x", null, "204 403 403 403 404 204 401" },
        { "DELETE", "/tenants/acme/allocations/x?admission=1", null, "204 403 403 403 404 204 401" },
        { "GET", "/tenants/acme/isolation", null, "200 200 200 200 404 200 401" },
        { "PUT", "/tenants/acme/isolation", """{"isolation_level": "hard"}""", "403 403 403 403 404 200 401" },
        { "GET", "/tenants/acme/events", null, "200 200 200 403 404 200 401" },
        { "GET", "/events", null, "403 403 403 403 403 200 401" },
        { "GET", "/tenants/acme/events/stream", null, "200 200 200 403 404 200 401" },
        { "GET", "/events/stream", null, "403 403 403 403 403 200 401" },
        { "GET", "/plans", null, "403 403 403 403 403 200 401" },
        { "GET", "/plans/gold", null, "403 403 403 403 403 404 401" },
        { "GET", "/plans/gold/versions", null, "403 403 403 403 403 200 401" },
        { "PUT", "/plans/gold", "{}", "403 403 403 403 403 200 401" },
        { "DELETE", "/plans/gold", null, "403 403 403 403 403 404 401" },
        { "POST", "/plans/gold/preview", "{}", "403 403 403 403 403 404 401" },
        { "POST", "/plans/gold/apply", "{}", "403 403 403 403 403 404 401" },
        { "GET", "/roles", null, "200 200 200 200 200 200 401" },
        { "PUT", "/roles/dev", """{"permissions": ["containers:deploy"]}""", "403 403 403 403 403 200 401" },
        { "DELETE", "/roles/dev", null, "403 403 403 403 403 404 401" },
        { "GET", "/tenants/acme/role-bindings", null, "200 200 200 403 404 200 401" },
        { "POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer"}""", "201 403 403 403 404 201 401" },
        { "POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer", "namespace": "acme-web"}""", "201 403 403 403 404 201 401" },
        { "DELETE", "/tenants/acme/role-bindings?subject=user%20bob&role_id=tenant-viewer", null, "404 403 403 403 404 404 401" },
        { "GET", "/role-bindings", null, "403 403 403 403 403 200 401" },
        { "POST", "/role-bindings", """{"subject": "user bob", "role_id": "tenant-viewer"}""", "403 403 403 403 403 201 401" },
        { "DELETE", "/role-bindings?subject=user%20bob&role_id=tenant-viewer", null, "403 403 403 403 403 404 401" },
        { "GET", "/groups/devs/members", null, "403 403 403 403 403 200 401" },
        { "PUT", "/groups/devs/members/bob", null, "403 403 403 403 403 204 401" },
        { "DELETE", "/groups/devs/members/bob", null, "403 403 403 403 403 404 401" },
        { "DELETE", "/users/bob", null, "403 403 403 403 403 200 401" },
        { "GET", "/tenants/acme/apps", null, "200 200 200 200 404 200 401" },
        { "POST", "/tenants/acme/apps", App, "201 403 201 201 404 201 401" },
        { "GET", Shop, null, "404 404 404 404 404 404 401" },
        { "PUT", Shop, """{"image": "a"}""", "404 403 404 404 404 404 401" },
        { "DELETE", Shop, null, "204 403 403 403 404 204 401" },
        { "POST", Shop + "/scale", """{"replicas": 2}""", "404 403 404 404 404 404 401" },
        { "POST", Shop + "/stop", null, "404 403 404 404 404 404 401" },
        { "POST", Shop + "/start", null, "404 403 404 404 404 404 401" },
        { "GET", Shop + "/usage", null, "404 404 404 404 404 404 401" },
        { "GET", Shop + "/logs", null, "404 404 404 404 404 404 401" },
        { "GET", "/tenants/acme/app-violations", null, "200 200 200 403 404 200 401" },
        { "GET", "/tenants/acme/volumes", null, "200 200 200 200 404 200 401" },
        { "POST", "/tenants/acme/volumes", """{"namespace": "acme-web", "name": "data", "size": 1}""", "201 403 403 403 404 201 401" },
        { "DELETE", "/tenants/acme/namespaces/acme-web/volumes/shop", null, "204 403 403 403 404 204 401" },
        { "GET", "/tenants/acme/access", null, "200 200 200 200 404 200 401" },
        { "GET", "/tenants/acme/access?user_id=alice", null, "200 200 200 403 404 200 401" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_answers_each_user_as_their_rights_are(string method, string path, string? body, string expected)
    {
        List<string> answered = [];
        foreach (string? user in Users)
        {
            await using ApiTestHost host = await AppApi.StartAsync();
            HttpResponseMessage response = await host.SendAsync(method, path, user, body);
            answered.Add(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (user == ApiTestHost.Stranger && path.Contains("/tenants/acme", StringComparison.Ordinal))
            {
                await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
            }

            if (response.StatusCode == HttpStatusCode.Forbidden)
            {
                JsonElement problem = await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
                problem.Text("permission").Should().Contain(":");
                problem.Text("scope").Should().MatchRegex(@"^(\*|acme(/acme-web)?)$");
            }
        }

        string.Join(' ', answered).Should().Be(expected, "of {0} {1}", method, path);
    }

    [Fact]
    public void Table_holds_every_route()
    {
        IEnumerable<string> tabled = Routes.Select(r => r.Data).Select(r => $"{r.Item1} {r.Item2.Split('?')[0]}");

        ApiMetadataTests.AllRoutes().Select(Sample).Except(tabled).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_grants_more_than_they_hold()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Access.SetRoleAsync(
            new Role("binder", [TenancyPermissions.UpdateBindings, TenancyPermissions.UpdateRoles, TenancyPermissions.UpdateGroups]),
            TestContext.Current.CancellationToken);
        await host.Web.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User("ben"), "binder", PermissionScope.Global), TestContext.Current.CancellationToken);
        await host.Web.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.Group("admins"), "tenant-admin", PermissionScope.Tenant(WebTestHost.Globex)), TestContext.Current.CancellationToken);

        HttpResponseMessage[] refused =
        [
            await host.SendAsync("POST", "/tenants/acme/role-bindings", "ben", """{"subject": "user ben", "role_id": "tenant-admin"}"""),
            await host.SendAsync("POST", "/role-bindings", "ben", """{"subject": "user ben", "role_id": "platform-admin"}"""),
            await host.SendAsync("PUT", "/roles/all", "ben", """{"permissions": ["*:*"]}"""),
            await host.SendAsync("PUT", "/groups/admins/members/ben", "ben"),
        ];

        foreach (HttpResponseMessage response in refused)
        {
            (await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied)).Text("permission").Should().Be("*:*");
        }

        await (await host.SendAsync("PUT", "/groups/others/members/ben", "ben")).ShouldBeEmptyAsync();
        await (await host.SendAsync("POST", "/tenants/acme/role-bindings", "ben", """{"subject": "user x", "role_id": "binder"}"""))
            .ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Suspended_tenant_is_seen_by_its_users_and_resumed_by_the_platform()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        JsonElement suspended = await (await host.SendAsync("POST", "/tenants/acme/suspend", ApiTestHost.Admin, """{"reason": "unpaid"}""")).ShouldBeAsync(HttpStatusCode.OK);
        suspended.Text("status").Should().Be("suspended");
        suspended.Text("status_reason").Should().Be("unpaid");

        await (await host.GetAsync("/tenants/acme/usage", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement refused = await (await host.SendAsync("POST", "/tenants/acme/allocations", ApiTestHost.Owner, Alloc)).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        refused.Text("tenant_status").Should().Be("suspended");
        HttpResponseMessage resumed = await host.SendAsync("POST", "/tenants/acme/resume", ApiTestHost.Admin);

        (await resumed.ShouldBeAsync(HttpStatusCode.OK)).Text("status").Should().Be("active");
        await (await host.SendAsync("POST", "/tenants/acme/allocations", ApiTestHost.Owner, Alloc)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Anonymous_user_acts_only_where_the_host_names_one_and_lets_it_in()
    {
        await using ApiTestHost both = await ApiTestHost.StartAsync(api: o => o.AnonymousUserId = ApiTestHost.Viewer, group: g => g.AllowAnonymous());
        await using ApiTestHost onlyNamed = await ApiTestHost.StartAsync(api: o => o.AnonymousUserId = ApiTestHost.Viewer);
        await using ApiTestHost onlyLetIn = await ApiTestHost.StartAsync(group: g => g.AllowAnonymous());

        await (await both.GetAsync("/tenants/acme", user: null)).ShouldBeAsync(HttpStatusCode.OK);
        await (await both.SendAsync("DELETE", "/tenants/acme", user: null)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        await (await both.GetAsync("/tenants/acme", ApiTestHost.Stranger)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        await (await both.GetAsync("/tenants/acme", new string('x', 257))).ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
        (await onlyNamed.GetAsync("/tenants/acme", user: null)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await (await onlyLetIn.GetAsync("/tenants/acme", user: null)).ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
    }

    /// <summary>The route as the table writes it.</summary>
    private static string Sample(string route) => route
        .Replace("{tenant_id}", "acme", StringComparison.Ordinal)
        .Replace("{namespace}", "acme-web", StringComparison.Ordinal)
        .Replace("{name}", "shop", StringComparison.Ordinal)
        .Replace("{month}", "2026-01", StringComparison.Ordinal)
        .Replace("{allocation_id}", "x", StringComparison.Ordinal)
        .Replace("{plan_name}", "gold", StringComparison.Ordinal)
        .Replace("{role_id}", "dev", StringComparison.Ordinal)
        .Replace("{group_id}", "devs", StringComparison.Ordinal)
        .Replace("{user_id}", "bob", StringComparison.Ordinal);
}
