using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Says what a denied invocation lacked. It goes by what failed in this very invocation: invocations of one connection run side by side,
/// so nothing that they share can say it.
/// </summary>
internal static class HubDenial
{
    public static ProblemDetails Explain(HubInvocationContext invocation, AuthorizationFailure failure, TenantContext? tenant, int strangerStatusCode) =>
        tenant?.BoundTo is { } bound
        && !failure.FailedRequirements.OfType<TenantRequirement>().Any()
        && failure.FailedRequirements.OfType<TenantPermissionRequirement>().FirstOrDefault() is { } missing
        && invocation.Context.GetHttpContext() is { } http
        && missing.FindScope(http, bound) is { } scope
            ? TenancyProblemDetails.PermissionDenied(missing.Permission, scope)
            : TenancyProblemDetails.Stranger(strangerStatusCode);
}
