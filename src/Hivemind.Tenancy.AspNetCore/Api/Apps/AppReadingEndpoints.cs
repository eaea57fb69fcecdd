using System.ComponentModel;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What apps write and use, and which of them violate their tenant's isolation.</summary>
internal static class AppReadingEndpoints
{
    private const string Tag = AppEndpoints.Tag;
    private const string AboutTail = "How many of the last lines, 0 to 100,000; 100 unless given";
    private const string AboutFollow = "true for the lines that are written from then on, too, until the caller leaves or the app is removed; false unless given";
    private const int MostLines = 100_000;

    private static readonly string[] Refusals = [.. AppEndpoints.Refusals, TenancyProblemTypes.AppNotFound];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(AppEndpoints.One + "/usage", GetUsageAsync)
            .As("getAppUsage", Tag, "Get what the replicas of an app use now", "Takes apps:read in the namespace.")
            .Answers<AppUsageResource>()
            .Refuses(Refusals);
        group.MapGet(AppEndpoints.One + "/logs", ReadLogsAsync)
            .As(
                "readAppLogs",
                Tag,
                "Read what an app has written",
                "Takes apps:read in the namespace; a reader that follows and has lost it gets nothing more a minute later. The oldest line first, as JSON "
                + "objects of one line each: {\"replica\": text, \"at\": an RFC 3339 time, \"text\": the line, \"is_error\": whether it was written to the error stream}.")
            .Produces<Stream>(StatusCodes.Status200OK, AppLogStream.ContentType)
            .Refuses(Refusals);
        group.MapGet("/tenants/{tenant_id}/app-violations", FindViolationsAsync)
            .As("findAppViolations", Tag, "Find what runs against the tenant's isolation", "After its level was raised for instance: redeploy it. Takes apps:read in the whole tenant.")
            .Answers<AppViolationList>()
            .Refuses(AppEndpoints.Refusals);
    }

    internal static async Task<IResult> GetUsageAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, [FromRoute(Name = "namespace")] string namespaceName, [FromRoute(Name = "name")] string name)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        IReadOnlyList<ReplicaUsage> usage = await call.Apps.GetUsageAsync(tenant, namespaceName, name, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new AppUsageResource { Replicas = [.. usage.Select(ReplicaUsageResource.Of)] });
    }

    internal static async Task<IResult> ReadLogsAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "namespace")] string namespaceName,
        [FromRoute(Name = "name")] string name,
        [FromQuery(Name = "tail")][Description(AboutTail)] string? tail,
        [FromQuery(Name = "follow")][Description(AboutFollow)] string? follow)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        AppLogQuery query = new() { Tail = (int)QueryText.Number(tail, "tail", 0, MostLines, 100), Follow = QueryText.Flag(follow, "follow") };
        IAsyncEnumerable<AppLogLine> lines = await call.Apps.ReadLogsAsync(tenant, namespaceName, name, query, call.Aborted).ConfigureAwait(false);
        return new AppLogStream(call, lines, query.Follow, new AppKey(tenant, namespaceName, name));
    }

    internal static async Task<IResult> FindViolationsAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        IReadOnlyList<AppViolation> found = await call.Apps.FindViolationsAsync(tenant, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new AppViolationList { Violations = [.. found.Select(AppViolationResource.Of)] });
    }
}
