using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>How far a tenant is kept apart.</summary>
internal static class IsolationEndpoints
{
    private const string Tag = "Isolation";
    private const string Isolation = "/tenants/{tenant_id}/isolation";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(Isolation, GetAsync)
            .As("getIsolation", Tag, "Get a tenant's isolation", "For everybody with access to the tenant. The ETag is the tenant's.")
            .Answers<IsolationResource>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapPut(Isolation, SetAsync)
            .As("setIsolation", Tag, "Set a tenant's isolation", "Takes tenants:update at Global scope. The answer says what must follow: nothing that runs is moved by it.")
            .Answers<IsolationUpdateResource>()
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.VersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Put, Isolation);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        Tenant tenant = await new ApiCall(http).FindTenantAsync(tenantId).ConfigureAwait(false);
        IsolationResource isolation = new()
        {
            IsolationLevel = IsolationLevels.NameOf(tenant.IsolationLevel),
            IsolationSettings = IsolationSettingsDocument.Of(tenant.IsolationLevel.Settings),
        };
        http.Tag(tenant);
        return ApiResults.Json(http, isolation);
    }

    internal static async Task<IResult> SetAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<IsolationRequest> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        IsolationRequest request = await body.ReadAsync().ConfigureAwait(false);
        IsolationLevel level = IsolationLevels.Of(request.IsolationLevel, request.IsolationSettings);
        IsolationLevel former = level;
        Tenant written = await TenantUpdate.ApplyAsync(call, target, ifMatch, t =>
        {
            former = t.IsolationLevel;
            return t with { IsolationLevel = level };
        }).ConfigureAwait(false);
        IsolationUpdateResource update = new()
        {
            IsolationLevel = IsolationLevels.NameOf(level),
            IsolationSettings = IsolationSettingsDocument.Of(level.Settings),
            Changes = [.. TenantIsolation.PlanChange(former, level).Select(Document)],
        };
        http.Tag(written);
        return ApiResults.Json(http, update);
    }

    private static IsolationChangeDocument Document(IsolationChange change) => new()
    {
        Aspect = (IsolationAspectName)change.Aspect,
        IsTightened = change.IsTightened,
        Action = change.Action,
    };
}
