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
        bool mayCreate = await call.MayAsync(TenancyPermissions.CreateTenant, PermissionScope.Global).ConfigureAwait(false);
        if (!await call.MayAsync(TenancyPermissions.ReadTenants, PermissionScope.Global).ConfigureAwait(false))
        {
            IReadOnlyList<Tenant> accessible = await call.Access.GetAccessibleTenantsAsync(call.UserId, call.Aborted).ConfigureAwait(false);
            if (accessible is [{ } only] && !mayCreate && !IsAskedByScript(http.Request))
            {
                return TypedResults.LocalRedirect($"{call.Root}/{only.Id}");
            }

            bool maySortSome = accessible.Count is > 1 and <= TenancyLimits.PageSize;
            return await PageAsync(call, query with { WorstFirst = query.WorstFirst && maySortSome }, mayCreate, maySortSome, listing => listing.ReadAsync(accessible)).ConfigureAwait(false);
        }

        bool maySort = await call.MayAsync(TenancyPermissions.UpdateQuotas, PermissionScope.Global).ConfigureAwait(false);
        return query.WorstFirst && maySort
            ? await PageAsync(call, query, mayCreate, maySort, listing => listing.ReadFullestAsync()).ConfigureAwait(false)
            : await PageAsync(call, query with { WorstFirst = false }, mayCreate, maySort, listing => listing.ReadAllAsync()).ConfigureAwait(false);
    }

    /// <summary>A page that asks for itself anew takes every redirect for one to a sign-in.</summary>
    private static bool IsAskedByScript(HttpRequest request) => request.Headers.XRequestedWith == "XMLHttpRequest";

    private static async Task<IResult> PageAsync(DashboardCall call, ListQuery query, bool mayCreate, bool maySort, Func<TenantListing, ValueTask<TenantListPart>> read)
    {
        TenantListPart part = await read(new TenantListing(call, query)).ConfigureAwait(false);
        bool isAll = await call.MayAsync(TenancyPermissions.ReadTenants, PermissionScope.Global).ConfigureAwait(false);
        bool mayReadEvents = await call.MayAsync(TenancyPermissions.ReadEvents, PermissionScope.Global).ConfigureAwait(false);
        return View.Of<TenantListPage>(new TenantListModel
        {
            Frame = call.Frame(call.Texts[isAll ? "All tenants" : "Your tenants"], live: mayReadEvents || part.Rows.Count > 0 ? LiveEndpoints.PathOf(part.Rows.Select(r => r.Tenant)) : null),
            Query = query,
            Rows = part.Rows,
            Next = part.After is null ? null : query.ToAddress(part.After),
            MayCreate = mayCreate,
            MayReadEvents = mayReadEvents,
            MaySortByUsage = maySort,
            IsFilteredByPage = part.IsFilteredByPage,
        });
    }
}
