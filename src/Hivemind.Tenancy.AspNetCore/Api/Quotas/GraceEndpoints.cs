using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant's grace.</summary>
internal static class GraceEndpoints
{
    private const string Tag = "Quotas";
    private const string Grace = "/tenants/{tenant_id}/grace";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(Grace, GetAsync)
            .As("getGrace", Tag, "Get the grace in force", "For everybody with access to the tenant. The ETag is the grace's own.")
            .Answers<GraceDocument>()
            .Refuses(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.NotFound);
        RouteHandlerBuilder set = group.MapPut(Grace, SetAsync)
            .As("setGrace", Tag, "Grant grace, in place of the last", "Takes quotas:update at Global scope. The quotas stay as they are. With If-Match or If-None-Match it replaces only what the caller has seen.")
            .Answers<GraceDocument>()
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.VersionConflict);
        NoneMatchCondition.IsReadBy(set);
        ContentTypeRefusal.Map(group, HttpMethods.Put, Grace);
        group.MapDelete(Grace, RemoveAsync)
            .As("removeGrace", Tag, "Take grace away", "Takes quotas:update at Global scope. Repeats harmlessly.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.VersionConflict);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        QuotaGrace grace = usage.Grace ?? throw ApiProblemException.NotFound("The tenant has no grace.");
        return Answer(http, tenant, grace);
    }

    internal static async Task<IResult> SetAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(GraceCondition.AboutMatch)] string? ifMatch,
        [FromHeader(Name = "If-None-Match")][Description(GraceCondition.AboutNoneMatch)] string? ifNoneMatch,
        JsonBody<GraceRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        GraceRequest request = await body.ReadAsync().ConfigureAwait(false);
        QuotaGrace grace = new(request.Ceiling.ToAmounts(), Rfc3339.Parse(request.Until, "until"));
        if (grace.Ceiling.Equals(ResourceAmounts.None))
        {
            throw ApiProblemException.Invalid("ceiling is nothing at all: DELETE takes grace away.");
        }

        await new GraceCondition(ifMatch, ifNoneMatch).ApplyAsync(call, tenant, grace).ConfigureAwait(false);
        return Answer(http, tenant, grace);
    }

    internal static async Task<IResult> RemoveAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(GraceCondition.AboutMatch)] string? ifMatch)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await new GraceCondition(ifMatch, ifNoneMatch: null).ApplyAsync(call, tenant, grace: null).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    private static IResult Answer(HttpContext http, Tenant tenant, QuotaGrace grace)
    {
        http.Response.Headers.ETag = GraceCondition.TagOf(tenant, grace);
        return ApiResults.Json(http, GraceDocument.Of(grace)!);
    }
}
