using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One tenant at a glance.</summary>
internal static class OverviewEndpoints
{
    public static void Map(RouteGroupBuilder pages) => pages.MapGet("/{tenantId}", ShowAsync);

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return View.Of<OverviewPage>(new OverviewModel
        {
            Frame = call.Frame(tenant.Name, tenant, $"/{tenant.Id}/live"),
            Tenant = tenant,
            Usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false),
        });
    }
}
