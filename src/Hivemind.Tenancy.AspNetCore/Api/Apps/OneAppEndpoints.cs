using System.ComponentModel;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One app: getting, redeploying, scaling, stopping, starting and removing it.</summary>
internal static class OneAppEndpoints
{
    private const string Tag = AppEndpoints.Tag;
    private const string One = AppEndpoints.One;
    private const string ScalePattern = One + "/scale";

    private static readonly string[] RefusalsOfChanges = [.. AppEndpoints.RefusalsOfChanges, TenancyProblemTypes.AppNotFound, TenancyProblemTypes.VersionConflict];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(One, GetAsync)
            .As("getApp", Tag, "Get an app", "Takes apps:read in the namespace. The ETag is also the member etag.")
            .Answers<AppResource>()
            .Refuses([.. AppEndpoints.Refusals, TenancyProblemTypes.AppNotFound]);
        group.MapPut(One, RedeployAsync)
            .As(
                "redeployApp",
                Tag,
                "Change what an app is",
                "Takes apps:deploy in the namespace. Replica by replica, for which one more is held meanwhile. It answers when all are ready; if they are "
                + "not by the spec's deadline, what ran before runs again. If the caller disconnects before that, the change is undone, too. With If-Match it replaces only what the caller has seen.")
            .Answers<AppResource>()
            .RefusesBody(RefusalsOfChanges);
        ContentTypeRefusal.Map(group, HttpMethods.Put, One);
        group.MapDelete(One, RemoveAsync)
            .As("removeApp", Tag, "Remove an app with the volumes of its own", "Takes apps:delete in the namespace. Repeats harmlessly; with If-Match an app that is gone is refused (412).")
            .AnswersNothing()
            .Refuses([.. AppEndpoints.Refusals, TenancyProblemTypes.AppConflict, TenancyProblemTypes.VersionConflict]);
        group.MapPost(ScalePattern, ScaleAsync)
            .As("scaleApp", Tag, "Change how many replicas run", "Takes apps:scale in the namespace. More are held before they run, fewer given back after. Jobs have one.")
            .Answers<AppResource>()
            .RefusesBody(RefusalsOfChanges);
        ContentTypeRefusal.Map(group, HttpMethods.Post, ScalePattern);
        group.MapPost(One + "/stop", StopAsync)
            .As("stopApp", Tag, "Stop an app and give back what it holds", "Takes apps:stop in the namespace. Repeats harmlessly.")
            .Answers<AppResource>()
            .Refuses(RefusalsOfChanges);
        group.MapPost(One + "/start", StartAsync)
            .As("startApp", Tag, "Start a stopped app", "Takes apps:stop in the namespace. It holds what it takes again. Repeats harmlessly.")
            .Answers<AppResource>()
            .Refuses(RefusalsOfChanges);
    }

    internal static Task<IResult> GetAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, [FromRoute(Name = "namespace")] string namespaceName, [FromRoute(Name = "name")] string name) =>
        AnswerAsync(http, tenantId, async (call, tenant) =>
            await call.Apps.FindAppAsync(tenant, namespaceName, name, call.Aborted).ConfigureAwait(false)
                ?? throw new AppNotFoundException(new AppKey(tenant, namespaceName, name)));

    internal static Task<IResult> RedeployAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromHeader(Name = "If-Match")][Description(AppCondition.About)] string? ifMatch,
        JsonBody<AppSpecDocument> body) =>
        AnswerAsync(http, tenantId, async (call, tenant) =>
        {
            AppSpec spec = (await body.ReadAsync().ConfigureAwait(false)).ToSpec(namespaceName, name);
            return await new AppCondition(ifMatch).ApplyAsync(v => call.Apps.RedeployAsync(tenant, spec, v, call.Aborted)).ConfigureAwait(false);
        });

    internal static Task<IResult> ScaleAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromHeader(Name = "If-Match")][Description(AppCondition.About)] string? ifMatch,
        JsonBody<ScaleAppRequest> body) =>
        AnswerAsync(http, tenantId, async (call, tenant) =>
        {
            int replicas = (await body.ReadAsync().ConfigureAwait(false)).Replicas;
            return await new AppCondition(ifMatch).ApplyAsync(v => call.Apps.ScaleAsync(tenant, namespaceName, name, replicas, v, call.Aborted)).ConfigureAwait(false);
        });

    internal static Task<IResult> StopAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromHeader(Name = "If-Match")][Description(AppCondition.About)] string? ifMatch) =>
        AnswerAsync(http, tenantId, (call, tenant) => new AppCondition(ifMatch).ApplyAsync(v => call.Apps.StopAsync(tenant, namespaceName, name, v, call.Aborted)));

    internal static Task<IResult> StartAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromHeader(Name = "If-Match")][Description(AppCondition.About)] string? ifMatch) =>
        AnswerAsync(http, tenantId, (call, tenant) => new AppCondition(ifMatch).ApplyAsync(v => call.Apps.StartAsync(tenant, namespaceName, name, v, call.Aborted)));

    internal static async Task<IResult> RemoveAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromHeader(Name = "If-Match")][Description(AppCondition.About)] string? ifMatch)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        AppKey key = new(tenant, namespaceName, name);
        await new AppCondition(ifMatch).RemoveAsync(key, v => call.Apps.RemoveAsync(tenant, namespaceName, name, v, call.Aborted)).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    /// <summary>Looks the tenant up, does something to one of its apps, and answers with that.</summary>
    private static async Task<IResult> AnswerAsync(HttpContext http, string tenantId, Func<ApiCall, Tenant, ValueTask<App>> act)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        App app = await act(call, tenant).ConfigureAwait(false);
        http.Response.Headers.ETag = AppTag.Of(app.Version);
        return ApiResults.Json(http, AppResource.Of(app));
    }
}
