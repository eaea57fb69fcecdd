using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Says what a denied invocation lacked. It goes by what failed in this very invocation: invocations of one connection run side by side,
/// so nothing that they share can tell.
/// </summary>
internal static class HubDenial
{
    public static ProblemDetails Explain(HubInvocationContext invocation, AuthorizationFailure failure, TenantContext? tenant, int strangerStatusCode) =>
        tenant?.TenantId is { } tenantId
        && !failure.FailedRequirements.OfType<TenantRequirement>().Any()
        && failure.FailedRequirements.OfType<TenantPermissionRequirement>().FirstOrDefault() is { } missing
        && FindScope(invocation, tenantId, missing.NamespaceRouteValue) is { } scope
            ? TenancyProblemDetails.PermissionDenied(missing.Permission, scope)
            : TenancyProblemDetails.Stranger(strangerStatusCode);

    private static PermissionScope? FindScope(HubInvocationContext invocation, TenantId tenantId, string? namespaceRouteValue)
    {
        string text = namespaceRouteValue is null
            ? tenantId.Value
            : $"{tenantId}/{invocation.Context.GetHttpContext()?.GetRouteValue(namespaceRouteValue)}";
        return PermissionScope.TryParse(text, out PermissionScope scope) && scope.Kind != PermissionScopeKind.Resource ? scope : null;
    }
}
