using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>All tenants that the user has access to.</summary>
internal static class ListEndpoints
{
    public static void Map(RouteGroupBuilder pages) => pages.MapGet(string.Empty, (Delegate)ShowAsync);

    internal static async Task<IResult> ShowAsync(HttpContext http)
    {
        DashboardCall call = new(http);
        ListQuery query = ListQuery.Read(http.Request.Query);
        bool mayReadAll = await call.MayAsync(TenancyPermissions.ReadTenants, PermissionScope.Global).ConfigureAwait(false);
        TenantListing listing = new(call, query);
        if (!mayReadAll && await listing.FindOnlyAsync().ConfigureAwait(false) is { } only)
        {
            return TypedResults.LocalRedirect($"{call.Root}/{only.Id}");
        }

        (IReadOnlyList<TenantRow> rows, TenantId? next) = mayReadAll
            ? await listing.ReadAllAsync().ConfigureAwait(false)
            : await listing.ReadAccessibleAsync().ConfigureAwait(false);
        return View.Of<TenantListPage>(new TenantListModel
        {
            Frame = call.Frame(call.Texts["All tenants"], live: LiveEndpoints.PathOf(rows.Select(r => r.Tenant))),
            Query = query,
            Rows = rows,
            Next = next is null ? null : query.ToAddress(next),
            MayCreate = await call.MayAsync(TenancyPermissions.CreateTenant, PermissionScope.Global).ConfigureAwait(false),
            MaySortByUsage = mayReadAll && await call.MayAsync(TenancyPermissions.UpdateQuotas, PermissionScope.Global).ConfigureAwait(false),
        });
    }
}
