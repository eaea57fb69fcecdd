namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Gives users roles in acme, unless another tenant is named, and takes them away.</summary>
internal static class WebTestHostAccess
{
    public static async Task BindAsync(this WebTestHost host, string user, Role role, TenantId? tenant = null) =>
        (await host.Access.BindRoleAsync(Binding(user, role, tenant), TestContext.Current.CancellationToken)).Should().BeTrue();

    public static async Task UnbindAsync(this WebTestHost host, string user, Role role, TenantId? tenant = null) =>
        (await host.Access.UnbindRoleAsync(Binding(user, role, tenant), TestContext.Current.CancellationToken)).Should().BeTrue();

    private static RoleBinding Binding(string user, Role role, TenantId? tenant) =>
        new(RoleSubject.User(user), role.Id, PermissionScope.Tenant(tenant ?? WebTestHost.Acme));
}
