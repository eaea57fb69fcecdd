using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The user has a permission in the request's tenant, or in the namespace that a route value names. If an endpoint asks for it, and no
/// policy, an <see cref="AllowNoTenantAttribute"/> that is more specific lifts it.
/// </summary>
internal sealed record TenantPermissionRequirement(Permission Permission, string? NamespaceRouteValue, bool IsOfEndpoint = false)
    : IAuthorizationRequirement
{
    /// <summary>Where the permission is needed; null when the route names no namespace, which is refused.</summary>
    public PermissionScope? FindScope(HttpContext http, TenantReference tenant)
    {
        if (NamespaceRouteValue is null)
        {
            return PermissionScope.Tenant(tenant);
        }

        return http.GetRouteValue(NamespaceRouteValue) is string name
            && PermissionScope.TryParse($"{tenant}/{name}", out PermissionScope scope)
            && scope.Kind == PermissionScopeKind.Namespace
            ? scope
            : null;
    }
}
