using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a tenant uses, now and over time, and what holds it.</summary>
internal static class UsageEndpoints
{
    private const string Page = "/{tenantId}/usage";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Page, ShowAsync);
        pages.MapPost(Page, ReleaseAsync);
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return View.Of<UsagePage>(await new UsageLoading(call, tenant, UsageAddress.Read(http.Request.Query)).LoadAsync().ConfigureAwait(false));
    }

    /// <summary>
    /// Releases one admission of an allocation, and none that came later under its id or that of its tenant. For operators: what is released may run on
    /// and is no longer counted, which is not for a tenant's own people to decide.
    /// </summary>
    internal static async Task<IResult> ReleaseAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.DemandAsync(TenancyPermissions.UpdateAllocations, PermissionScope.Global).ConfigureAwait(false);
        DashboardForm form = DashboardForm.Of(http);
        if (!TenantUid.TryParse(form.Typed("uid"), out TenantUid uid) || !AllocationChoice.TryRead(form.Typed("which"), out long admission, out string id))
        {
            return await RefuseAsync(call, tenant, StatusCodes.Status400BadRequest, "The form did not say which allocation is meant. Nothing was released.").ConfigureAwait(false);
        }

        try
        {
            return await call.Quotas.ReleaseAsync(new TenantReference(tenant.Id, uid), id, admission, call.Aborted).ConfigureAwait(false)
                ? call.Done($"/{tenant.Id}/usage", "released")
                : await RefuseAsync(call, tenant, StatusCodes.Status409Conflict, "Nothing was released: that allocation was given back before, or holds resources anew since you looked.").ConfigureAwait(false);
        }
        catch (TenantAccessDeniedException e) when (e.IsSystemOnly)
        {
            return await RefuseAsync(call, tenant, StatusCodes.Status403Forbidden, "Nothing was released: that allocation belongs to an app or to a part of the platform, which gives it back itself.").ConfigureAwait(false);
        }
    }

    private static async ValueTask<IResult> RefuseAsync(DashboardCall call, Tenant tenant, int status, string text) =>
        View.Of<UsagePage>(await new UsageLoading(call, tenant, new UsageAddress()).LoadAsync(call.Texts[text]).ConfigureAwait(false), status);
}
