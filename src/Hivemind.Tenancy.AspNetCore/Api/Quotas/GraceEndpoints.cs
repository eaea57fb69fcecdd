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
            .As("getGrace", Tag, "Get the grace in force", "For everybody with access to the tenant.")
            .Answers<GraceDocument>()
            .Refuses(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.NotFound);
        group.MapPut(Grace, SetAsync)
            .As("setGrace", Tag, "Grant grace, in place of the last", "Takes quotas:update at Global scope. The quotas stay as they are.")
            .Answers<GraceDocument>()
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive);
        ContentTypeRefusal.Map(group, HttpMethods.Put, Grace);
        group.MapDelete(Grace, RemoveAsync)
            .As("removeGrace", Tag, "Take grace away", "Takes quotas:update at Global scope. Repeats harmlessly.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        GraceDocument grace = GraceDocument.Of(usage.Grace) ?? throw ApiProblemException.NotFound("The tenant has no grace.");
        return ApiResults.Json(http, grace);
    }

    internal static async Task<IResult> SetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, JsonBody<GraceRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        GraceRequest request = await body.ReadAsync().ConfigureAwait(false);
        QuotaGrace grace = new(request.Ceiling.ToAmounts(), Rfc3339.Parse(request.Until, "until"));
        if (grace.Ceiling.Equals(ResourceAmounts.None))
        {
            throw ApiProblemException.Invalid("ceiling is nothing at all: DELETE takes grace away.");
        }

        await call.Quotas.GrantGraceAsync(tenant, grace.Ceiling, grace.Until, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, GraceDocument.Of(grace)!);
    }

    internal static async Task<IResult> RemoveAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.Quotas.GrantGraceAsync(tenant, ResourceAmounts.None, until: default, call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }
}
