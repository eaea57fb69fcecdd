using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Suspending and resuming.</summary>
internal static class LifecycleEndpoints
{
    private const string Tag = "Tenants";
    private const string SuspendPattern = "/tenants/{tenant_id}/suspend";
    private const string ResumePattern = "/tenants/{tenant_id}/resume";

    private static readonly string[] Refusals =
    [
        TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.InvalidTransition,
        TenancyProblemTypes.VersionConflict, TenancyProblemTypes.ProvisioningFailed,
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost(SuspendPattern, SuspendAsync)
            .As(
                "suspendTenant",
                Tag,
                "Suspend a tenant",
                "Takes tenants:suspend at Global scope. On a suspended tenant it sets the reason and runs the provisioners again. If-Match is evaluated before it begins.")
            .Answers<TenantResource>()
            .RefusesBody(Refusals);
        ContentTypeRefusal.Map(group, HttpMethods.Post, SuspendPattern);
        group.MapPost(ResumePattern, ResumeAsync)
            .As("resumeTenant", Tag, "Resume a suspended tenant", "Takes tenants:suspend at Global scope. If-Match is evaluated before it begins.")
            .Answers<TenantResource>()
            .Refuses(Refusals);
    }

    internal static async Task<IResult> SuspendAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<SuspendRequest> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        SuspendRequest request = await body.ReadAsync().ConfigureAwait(false);
        await call.DemandTagAsync(ifMatch, target, TenancyPermissions.SuspendTenant).ConfigureAwait(false);
        return TenantEndpoints.Answer(http, await call.Tenants.SuspendTenantAsync(target, request.Reason, call.Aborted).ConfigureAwait(false));
    }

    internal static async Task<IResult> ResumeAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.DemandTagAsync(ifMatch, target, TenancyPermissions.SuspendTenant).ConfigureAwait(false);
        return TenantEndpoints.Answer(http, await call.Tenants.ResumeTenantAsync(target, call.Aborted).ConfigureAwait(false));
    }
}
