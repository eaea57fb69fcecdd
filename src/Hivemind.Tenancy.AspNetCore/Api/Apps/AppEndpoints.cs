using System.ComponentModel;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant's apps and jobs: listing and deploying.</summary>
internal static class AppEndpoints
{
    public const string Tag = "Apps";
    public const string All = "/tenants/{tenant_id}/apps";
    public const string One = "/tenants/{tenant_id}/namespaces/{namespace}/apps/{name}";

    /// <summary>What each route about an app can answer with.</summary>
    public static readonly string[] Refusals =
        [TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.EngineUnavailable, TenancyProblemTypes.EngineFailed];

    /// <summary>And what each that changes one.</summary>
    public static readonly string[] RefusalsOfChanges =
    [
        .. Refusals,
        TenancyProblemTypes.AppConflict,
        TenancyProblemTypes.TenantNotActive,
        TenancyProblemTypes.QuotaExceeded,
        TenancyProblemTypes.AllocationLimit,
        TenancyProblemTypes.DeploymentFailed,
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listApps", Tag, "List a tenant's apps and jobs", "In ordinal order of namespace/name. Takes apps:read; without a namespace it lists those of every namespace where the caller has it.")
            .Answers<AppPage>()
            .Refuses(Refusals);
        group.MapPost(All, DeployAsync)
            .As(
                "deployApp",
                Tag,
                "Deploy an app or run a job",
                "Takes apps:deploy in the namespace. It is recorded and what it takes is held, or nothing is done; it need not be ready yet. The same "
                + "again is answered with the app as it is, another spec of the name is a conflict.")
            .Answers<AppResource>(StatusCodes.Status201Created)
            .RefusesBody(RefusalsOfChanges);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        OneAppEndpoints.Map(group);
        AppReadingEndpoints.Map(group);
        VolumeEndpoints.Map(group);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "namespace")][Description("Only apps of this namespace")] string? namespaceName,
        [FromQuery(Name = "limit")][Description("Most apps to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        int most = QueryText.Limit(limit);

        // One more tells whether there are more, unless that were more than may be asked for.
        AppQuery query = new() { Namespace = namespaceName, After = Cursor.Read(cursor), Limit = Math.Min(most + 1, TenancyLimits.PageSize) };
        IReadOnlyList<App> found = await call.Apps.ListAppsAsync(tenant, query, call.Aborted).ConfigureAwait(false);
        AppResource[] page = [.. found.Take(most).Select(AppResource.Of)];
        bool hasMore = found.Count > most
            || (found.Count == TenancyLimits.PageSize
                && (await call.Apps.ListAppsAsync(tenant, query with { After = PathOf(page[^1]), Limit = 1 }, call.Aborted).ConfigureAwait(false)).Count > 0);
        return ApiResults.Json(http, new AppPage { Apps = page, NextCursor = hasMore ? Cursor.After(PathOf(page[^1])) : null });
    }

    internal static async Task<IResult> DeployAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, JsonBody<DeployAppRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        DeployAppRequest request = await body.ReadAsync().ConfigureAwait(false);
        App app = await call.Apps.DeployAsync(tenant, request.Spec.ToSpec(request.Namespace, request.Name), call.Aborted).ConfigureAwait(false);
        http.Response.Headers.ETag = AppTag.Of(app.Version);
        http.LocateInNamespace(app.Key.Namespace, app.Key.Name);
        return ApiResults.Json(http, AppResource.Of(app), StatusCodes.Status201Created);
    }

    private static string PathOf(AppResource app) => $"{app.Namespace}/{app.Name}";
}
