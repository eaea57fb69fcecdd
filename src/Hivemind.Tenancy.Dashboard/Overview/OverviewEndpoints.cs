using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One tenant at a glance.</summary>
internal static class OverviewEndpoints
{
    /// <summary>Most allocations that are added up for a look.</summary>
    internal const int MostAdded = 500;

    private const int LatestShown = 5;

    /// <summary>All but what the quotas and budgets above them show, and which would leave no room for anything else where much comes and goes.</summary>
    private static readonly string[] ListedKinds = [.. EventQuery.AllKinds.Where(k => k is not nameof(QuotaThresholdCrossed) and not nameof(BudgetThresholdCrossed))];

    public static void Map(RouteGroupBuilder pages) => pages.MapGet("/{tenantId}", ShowAsync);

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        IReadOnlyList<BudgetUsage> budgets = await call.BudgetsAsync(tenant).ConfigureAwait(false) ?? [];
        return View.Of<OverviewPage>(new OverviewModel
        {
            Frame = call.Frame(tenant.Name, tenant, $"/{tenant.Id}/live"),
            Tenant = tenant,
            Attention = new Attention(call.Texts, call.Apps is not null).Of(tenant, usage, budgets),
            Usage = usage,
            Holders = await HoldersAsync(call, tenant, usage).ConfigureAwait(false),
            Latest = await LatestAsync(call, tenant).ConfigureAwait(false),
        });
    }

    private static async ValueTask<IReadOnlyList<EventLine>?> LatestAsync(DashboardCall call, Tenant tenant)
    {
        if (!await call.MayAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(tenant)).ConfigureAwait(false))
        {
            return null;
        }

        EventPage page = await call.Tenants.ReadEventsAsync(new EventQuery { Tenant = tenant, Kinds = ListedKinds, NewestFirst = true, Limit = LatestShown }, call.Aborted).ConfigureAwait(false);
        EventSentence sentence = new(call.Texts);
        return [.. page.Events.Select(e => new EventLine(e.Sequence, e.OccurredAt, sentence.Of(e, showsTenant: false)))];
    }

    private static async ValueTask<HoldersModel?> HoldersAsync(DashboardCall call, Tenant tenant, TenantUsage usage)
    {
        if (usage.Held + usage.Committed is 0 or > MostAdded)
        {
            return null;
        }

        IReadOnlyList<Allocation> all = await call.Quotas.ListAllocationsAsync(tenant, new AllocationQuery { Limit = MostAdded + 1 }, call.Aborted).ConfigureAwait(false);
        return all.Count is 0 or > MostAdded ? null : HoldersModel.Of(all);
    }
}
