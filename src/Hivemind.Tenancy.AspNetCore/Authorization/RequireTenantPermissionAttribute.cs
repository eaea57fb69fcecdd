using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// As <see cref="RequireTenantAttribute"/>, and the user needs a permission in that tenant. On a hub and on its methods it is asked for at
/// each invocation. <c>AllowAnonymous</c> lifts the permission, as it lifts all authorization, but not the need of a tenant.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireTenantPermissionAttribute : AuthorizeAttribute, IAuthorizationRequirementData, ITenantNeed
{
    /// <summary>Asks for a permission.</summary>
    /// <param name="resource">The permission's resource: <c>containers</c>.</param>
    /// <param name="action">The permission's action: <c>deploy</c>.</param>
    public RequireTenantPermissionAttribute(string resource, string action) => Permission = new Permission(resource, action);

    /// <summary>The permission.</summary>
    public Permission Permission { get; }

    /// <summary>
    /// The route value that names a namespace of the tenant, in which the permission is enough; null, as it is unless set, when it is
    /// needed in the whole tenant. A route without that value is refused.
    /// </summary>
    public string? NamespaceRouteValue { get; set; }

    bool ITenantNeed.IsRequired => true;

    /// <summary>The requirements of a tenant and of the permission.</summary>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
        [TenantRequirement.OfEndpoint, new TenantPermissionRequirement(Permission, NamespaceRouteValue, IsOfEndpoint: true)];
}
