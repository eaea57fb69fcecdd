using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The tenant that a form is about: the one that was shown with it, by its uid.</summary>
internal static class PostedTenant
{
    /// <summary>As it is now, past every cache.</summary>
    /// <exception cref="DashboardException">The user has no access to a tenant of this id, or another tenant has the id by now.</exception>
    public static async ValueTask<Tenant> FindAsync(DashboardCall call, string tenantId, DashboardForm form)
    {
        Tenant found = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        Tenant tenant = await LatestAsync(call, found.Id).ConfigureAwait(false);
        return TenantUid.TryParse(form.Typed("uid"), out TenantUid uid) && tenant.Uid == uid
            ? tenant
            : throw new DashboardException(StatusCodes.Status409Conflict, ErrorText.OtherTenant);
    }

    /// <summary>As it is now, past every cache: a change that changes nothing is answered with what is there.</summary>
    public static ValueTask<Tenant> LatestAsync(DashboardCall call, TenantReference tenant) =>
        call.Tenants.UpdateTenantAsync(tenant, t => t, cancellationToken: call.Aborted);

    /// <summary>The version that was shown with the form; 0, which none has, when it does not say.</summary>
    public static long VersionOf(DashboardForm form) =>
        long.TryParse(form.Typed("version"), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;
}
