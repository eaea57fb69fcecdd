using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Hosts where viv may read in acme, and opa may read and deploy in its namespace acme-web. Both have access to acme, and none to globex.
/// </summary>
internal static class PermissionHost
{
    public static async Task<WebTestHost> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        WebTestHost host = await WebTestHost.StartAsync(map: map, services: services, pipeline: pipeline);
        await host.BindAsync("viv", BuiltInRoles.TenantViewer, PermissionScope.Tenant(WebTestHost.Acme));
        await host.BindAsync("opa", BuiltInRoles.TenantOperator, PermissionScope.Namespace(WebTestHost.Acme, "acme-web"));
        return host;
    }

    public static ValueTask<bool> BindAsync(this WebTestHost host, string user, Role role, PermissionScope scope) =>
        host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role.Id, scope), TestContext.Current.CancellationToken);

    /// <summary>Asserts that the permission is missing.</summary>
    public static async Task ShouldLackAsync(this Task<HttpResponseMessage> sent, string permission, string scope)
    {
        using HttpResponseMessage response = await sent;
        JsonElement problem = await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        problem.GetProperty("permission").GetString().Should().Be(permission);
        problem.GetProperty("scope").GetString().Should().Be(scope);
    }
}
