using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a tenant may hold.</summary>
internal static class QuotaEndpoints
{
    private const string Tag = "Quotas";
    private const string Quotas = "/tenants/{tenant_id}/quotas";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(Quotas, GetAsync)
            .As("getQuotas", Tag, "Get a tenant's quotas and the grace in force", "For everybody with access to the tenant. The ETag is the tenant's.")
            .Answers<TenantQuotasResource>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapPut(Quotas, SetAsync)
            .As(
                "setQuotas",
                Tag,
                "Replace a tenant's quotas",
                "All of them: what is absent becomes unlimited. Takes quotas:update at Global scope. Below usage is allowed: what runs keeps running, and nothing new is admitted.")
            .Answers<TenantQuotasResource>()
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.VersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Put, Quotas);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        return await AnswerAsync(call, await call.FindTenantAsync(tenantId).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal static async Task<IResult> SetAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<QuotasDocument> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        ResourceQuotas quotas = (await body.ReadAsync().ConfigureAwait(false)).ToQuotas();
        Tenant written = await TenantUpdate.ApplyAsync(call, target, ifMatch, t => t with { ResourceQuotas = quotas }).ConfigureAwait(false);
        return await AnswerAsync(call, written).ConfigureAwait(false);
    }

    private static async ValueTask<IResult> AnswerAsync(ApiCall call, Tenant tenant)
    {
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        TenantQuotasResource quotas = new() { ResourceQuotas = QuotasDocument.Of(tenant.ResourceQuotas), Grace = GraceDocument.Of(usage.Grace) };
        call.Http.Tag(tenant);
        return ApiResults.Json(call.Http, quotas);
    }
}
