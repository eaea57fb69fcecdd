using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a tenant uses up, now and in windows past. Budgets themselves change with the tenant.</summary>
internal static class ConsumptionEndpoints
{
    private const string Tag = "Budgets";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/budgets", GetBudgetsAsync)
            .As(
                "getBudgets",
                Tag,
                "Get what a tenant has used up of its budgets",
                "For everybody with access to the tenant. Budgets are set with the tenant: PATCH its budgets, which takes budgets:update at Global scope.")
            .Answers<BudgetUsageList>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapGet("/tenants/{tenant_id}/consumption", ReadAsync)
            .As(
                "listConsumption",
                Tag,
                "Read what a tenant has used up, window by window",
                "For everybody with access to the tenant. One that is gone, which tenant_uid names, takes usage:read at Global scope.")
            .Answers<ConsumptionPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
    }

    internal static async Task<IResult> GetBudgetsAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        IReadOnlyList<BudgetUsage> usages = await call.Consumption.GetBudgetsAsync(tenant, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new BudgetUsageList { Budgets = [.. usages.Select(BudgetUsageDocument.Of)] });
    }

    internal static async Task<IResult> ReadAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "from")][Description("Only windows that began then or later, as RFC 3339 has it, with Z or an offset; required")] string? from,
        [FromQuery(Name = "until")][Description("Only windows that began before; required")] string? until,
        [FromQuery(Name = "meter")][Description("Only windows of this meter")] string? meter,
        [FromQuery(Name = "limit")][Description("Most windows to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid)
    {
        ApiCall call = new(http);
        TenantReference tenant = await PastTenant.FindAsync(call, tenantId, tenantUid).ConfigureAwait(false);
        ConsumptionQuery query = new(PastTenant.Time(from, "from"), PastTenant.Time(until, "until"))
        {
            Meter = meter,
            After = ConsumptionCursor.Read(cursor),
            Limit = QueryText.Limit(limit),
        };
        IReadOnlyList<ConsumptionWindow> windows = await call.Consumption.ReadConsumptionAsync(tenant, query, call.Aborted).ConfigureAwait(false);
        bool hasMore = await NextPage.ExistsAsync(
            windows, query.Limit, last => call.Consumption.ReadConsumptionAsync(tenant, query with { After = last, Limit = 1 }, call.Aborted)).ConfigureAwait(false);
        ConsumptionPage page = new()
        {
            Windows = [.. windows.Select(ConsumptionWindowDocument.Of)],
            NextCursor = hasMore ? ConsumptionCursor.After(windows[^1]) : null,
        };
        return ApiResults.Json(http, page);
    }
}
