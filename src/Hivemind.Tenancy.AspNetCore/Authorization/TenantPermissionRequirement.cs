using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The user has a permission in the request's tenant, or in the namespace that a route value names.</summary>
internal sealed record TenantPermissionRequirement(Permission Permission, string? NamespaceRouteValue) : IAuthorizationRequirement;
