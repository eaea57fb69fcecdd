using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant's namespaces.</summary>
internal static class NamespaceEndpoints
{
    private const string Tag = "Namespaces";
    private const string All = "/tenants/{tenant_id}/namespaces";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listNamespaces", Tag, "List a tenant's namespaces", "For everybody with access to the tenant.")
            .Answers<NamespaceList>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapPost(All, AddAsync)
            .As("addNamespace", Tag, "Give a tenant a namespace", "Takes tenants:update at Global scope. 200 when it has it already.")
            .Answers<NamespaceList>()
            .Answers<NamespaceList>(StatusCodes.Status201Created)
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.TenantConflict, TenancyProblemTypes.VersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        group.MapDelete(All + "/{namespace}", RemoveAsync)
            .As("removeNamespace", Tag, "Take a namespace away, with the role bindings in it", "Takes tenants:update at Global scope.")
            .AnswersNothing()
            .Refuses(
                TenancyProblemTypes.InvalidRequest,
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.NotFound,
                TenancyProblemTypes.TenantInUse,
                TenancyProblemTypes.TenantNotActive,
                TenancyProblemTypes.VersionConflict);
    }

    internal static async Task<IResult> ListAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId) =>
        Answer(http, await new ApiCall(http).FindTenantAsync(tenantId).ConfigureAwait(false));

    internal static async Task<IResult> AddAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<NamespaceRequest> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        string added = (await body.ReadAsync().ConfigureAwait(false)).Namespace;
        bool isNew = false;
        Tenant written = await TenantUpdate.ApplyAsync(call, target, ifMatch, t =>
        {
            isNew = !t.Namespaces.Contains(added, StringComparer.Ordinal);
            return isNew ? t with { Namespaces = [.. t.Namespaces, added] } : t;
        }).ConfigureAwait(false);
        return Answer(http, written, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    internal static async Task<IResult> RemoveAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        _ = await TenantUpdate.ApplyAsync(
            call,
            target,
            ifMatch,
            t => t.Namespaces.Contains(namespaceName, StringComparer.Ordinal)
                ? t with { Namespaces = [.. t.Namespaces.Where(n => n != namespaceName)] }
                : throw ApiProblemException.NotFound("The tenant has no such namespace.")).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    private static IResult Answer(HttpContext http, Tenant tenant, int status = StatusCodes.Status200OK)
    {
        http.Tag(tenant);
        return ApiResults.Json(http, new NamespaceList { Namespaces = tenant.Namespaces }, status);
    }
}
