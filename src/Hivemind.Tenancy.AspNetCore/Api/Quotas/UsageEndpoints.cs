using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What tenants hold: one, and all of them.</summary>
internal static class UsageEndpoints
{
    private const string Tag = "Quotas";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/usage", GetAsync)
            .As("getUsage", Tag, "Get what a tenant holds, against its limits", "For everybody with access to the tenant.")
            .Answers<UsageResource>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapGet("/usage", ListAsync)
            .As(
                "listUsage",
                Tag,
                "List what all tenants hold, the worst first",
                "By share, then in ordinal order of their ids. Takes quotas:update at Global scope. Shares move: from page to page a tenant may come twice, or not at all.")
            .Answers<UsagePage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, UsageResource.Of(usage));
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "limit")][Description("Most tenants to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor)
    {
        ApiCall call = new(http);
        UsageQuery query = new() { After = UsageCursor.Read(cursor), Limit = QueryText.Limit(limit) };
        IReadOnlyList<TenantUsage> page = await call.Quotas.ListUsageAsync(query, call.Aborted).ConfigureAwait(false);
        bool hasMore = await NextPage.ExistsAsync(
            page, query.Limit, last => call.Quotas.ListUsageAsync(new UsageQuery { After = last, Limit = 1 }, call.Aborted)).ConfigureAwait(false);
        UsagePage answer = new()
        {
            Usages = [.. page.Select(UsageResource.Of)],
            NextCursor = hasMore ? UsageCursor.After(page[^1]) : null,
        };
        return ApiResults.Json(http, answer);
    }
}
