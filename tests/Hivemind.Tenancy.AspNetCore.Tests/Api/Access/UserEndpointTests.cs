using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Forgetting a user.</summary>
public sealed class UserEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_is_forgotten_everywhere_and_what_they_own_is_said()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string user = "corp/bob";
        await BindAsync(host, user, "tenant-viewer", PermissionScope.Global);
        await BindAsync(host, user, "tenant-operator", PermissionScope.Namespace(WebTestHost.Acme, "acme-web"));
        await host.Web.Access.AddGroupMemberAsync("devs", user, Token);
        await host.Web.Tenants.UpdateTenantAsync(WebTestHost.Globex, t => t with { OwnerId = user }, cancellationToken: Token);

        JsonElement forgotten = await (await host.SendAsync("DELETE", "/users/corp%2Fbob", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement again = await (await host.SendAsync("DELETE", "/users/corp%2Fbob", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        forgotten.Text("user_id").Should().Be(user);
        forgotten.GetProperty("role_bindings").Texts("scope").Should().BeEquivalentTo("*", "acme/acme-web");
        forgotten.GetProperty("groups").Texts().Should().Equal("group devs");
        forgotten.GetProperty("owned_tenants").Texts().Should().Equal("globex");
        again.GetProperty("role_bindings").GetArrayLength().Should().Be(0);
        again.GetProperty("groups").GetArrayLength().Should().Be(0);
        again.GetProperty("owned_tenants").Texts().Should().Equal("globex");
        (await host.Web.Access.ListBindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User(user) }, Token)).Should().BeEmpty();
        (await host.Web.Access.CheckTenantAccessAsync(user, WebTestHost.Acme, Token)).Should().BeFalse();
        (await host.Web.Access.CheckTenantAccessAsync(ApiTestHost.Viewer, WebTestHost.Acme, Token)).Should().BeTrue("others keep what they have");
    }

    /// <summary>Forgetting takes from groups and from bindings: the right to one of them is not enough.</summary>
    [Theory]
    [InlineData("role-bindings", "groups:update")]
    [InlineData("groups", "role-bindings:update")]
    public async Task Half_of_the_rights_is_not_enough(string held, string missing)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Access.SetRoleAsync(new Role("half", [new Permission(held, "update")]), Token);
        await BindAsync(host, "ben", "half", PermissionScope.Global);

        JsonElement refused = await (await host.SendAsync("DELETE", $"/users/{ApiTestHost.Viewer}", "ben")).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);

        refused.Text("permission").Should().Be(missing);
        (await host.Web.Access.CheckTenantAccessAsync(ApiTestHost.Viewer, WebTestHost.Acme, Token)).Should().BeTrue();
    }

    private static async Task BindAsync(ApiTestHost host, string user, string role, PermissionScope scope) =>
        await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role, scope), Token);
}
