using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Why somebody may do something.</summary>
internal static class AccessEndpoints
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/tenants/{tenant_id}/access", ExplainAsync)
            .As(
                "explainAccess",
                "Access",
                "Explain what a user may do in a tenant",
                "Of oneself for everybody with access to the tenant; of another user it takes role-bindings:read at the tenant. Without a permission it explains access to the tenant as such.")
            .Answers<AccessResource>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);

    internal static async Task<IResult> ExplainAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "user_id")][Description("Of whom; of the caller unless given")] string? userId,
        [FromQuery(Name = "permission")][Description("resource:action")] string? permission,
        [FromQuery(Name = "namespace")][Description("Where; in the whole tenant unless given")] string? namespaceName,
        [FromQuery(Name = "resource")][Description("One named resource of the namespace")] string? resourceName)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        PermissionScope scope = AccessText.Scope(tenant, namespaceName, resourceName);
        Permission? asked = permission is null ? null : AccessText.Permission(permission);
        if (asked is null && scope.Kind != PermissionScopeKind.Tenant)
        {
            throw ApiProblemException.Invalid("namespace and resource go with a permission.");
        }

        AccessExplanation explanation = asked is { } what
            ? await call.Access.ExplainAccessAsync(userId ?? call.UserId, what, scope, call.Aborted).ConfigureAwait(false)
            : await call.Access.ExplainAccessAsync(userId ?? call.UserId, tenant, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, AccessResource.Of(explanation));
    }
}
