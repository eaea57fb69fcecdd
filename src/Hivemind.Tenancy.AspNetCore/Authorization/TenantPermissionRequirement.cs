using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The user has a permission in the request's tenant, or in the namespace that a route value names. If an endpoint asks for it, and no
/// policy, an <see cref="AllowNoTenantAttribute"/> that is more specific lifts it.
/// </summary>
internal sealed record TenantPermissionRequirement(Permission Permission, string? NamespaceRouteValue, bool IsOfEndpoint = false)
    : IAuthorizationRequirement;
