using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a user may do to apps of a namespace. The manager decides again when it is done.</summary>
internal sealed record AppRights(bool Deploy, bool Scale, bool Stop, bool Delete)
{
    /// <summary>Where a permission in a namespace is asked for, as the manager does it: where the namespace is the tenant's no more, in the tenant.</summary>
    public static PermissionScope ScopeOf(Tenant tenant, string namespaceName) => tenant.Namespaces.Contains(namespaceName, StringComparer.Ordinal)
        ? PermissionScope.Namespace(tenant, namespaceName)
        : PermissionScope.Tenant(tenant);

    public static async Task<AppRights> OfAsync(DashboardCall call, Tenant tenant, string namespaceName)
    {
        PermissionScope scope = ScopeOf(tenant, namespaceName);
        return new AppRights(
            await call.MayAsync(AppPermissions.Deploy, scope).ConfigureAwait(false),
            await call.MayAsync(AppPermissions.Scale, scope).ConfigureAwait(false),
            await call.MayAsync(AppPermissions.Stop, scope).ConfigureAwait(false),
            await call.MayAsync(AppPermissions.Delete, scope).ConfigureAwait(false));
    }

    /// <summary>The namespaces in which the user has a permission, and whether they have it in the tenant as a whole.</summary>
    public static async Task<(IReadOnlyList<string> Namespaces, bool IsWhole)> AllowedAsync(DashboardCall call, Tenant tenant, Permission permission)
    {
        if (await call.MayAsync(permission, PermissionScope.Tenant(tenant)).ConfigureAwait(false))
        {
            return (tenant.Namespaces, true);
        }

        List<string> allowed = [];
        foreach (string name in tenant.Namespaces)
        {
            if (await call.MayAsync(permission, PermissionScope.Namespace(tenant, name)).ConfigureAwait(false))
            {
                allowed.Add(name);
            }
        }

        return (allowed, false);
    }

    /// <summary>Whether the user has a permission in one namespace at least.</summary>
    public static async Task<bool> MayAnywhereAsync(DashboardCall call, Tenant tenant, Permission permission) =>
        await AllowedAsync(call, tenant, permission).ConfigureAwait(false) is var (namespaces, isWhole) && (isWhole || namespaces.Count > 0);

    /// <exception cref="DashboardException">It was not offered.</exception>
    public static void Demand(bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new DashboardException(StatusCodes.Status403Forbidden, ErrorText.NotAllowed);
        }
    }
}
