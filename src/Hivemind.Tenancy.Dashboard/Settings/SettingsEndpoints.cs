using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Changing one tenant. All forms of the page are sent to the page itself, so that what it says after a refusal stands under its own address.</summary>
internal static class SettingsEndpoints
{
    private const string Pattern = "/{tenantId}/settings";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Pattern, ShowAsync);
        pages.MapPost(Pattern, ChangeAsync);
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        tenant = await PostedTenant.LatestAsync(call, tenant.Id).ConfigureAwait(false);
        return View.Of<SettingsPage>(await new SettingsLoader(call).LoadAsync(tenant).ConfigureAwait(false));
    }

    internal static async Task<IResult> ChangeAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        DashboardForm form = DashboardForm.Of(http);
        Tenant tenant = await PostedTenant.FindAsync(call, tenantId, form).ConfigureAwait(false);
        return form.Card switch
        {
            SettingsForms.Description => await SaveAsync(TenancyPermissions.UpdateTenant, PermissionScope.Tenant(tenant)).ConfigureAwait(false),
            SettingsForms.Placement => await SaveAsync(TenancyPermissions.UpdateTenant, PermissionScope.Global).ConfigureAwait(false),
            SettingsForms.Quotas => await SaveAsync(TenancyPermissions.UpdateQuotas, PermissionScope.Global).ConfigureAwait(false),
            SettingsForms.Budgets when call.Consumption is not null => await SaveAsync(TenancyPermissions.UpdateBudgets, PermissionScope.Global).ConfigureAwait(false),
            SettingsForms.Grace => await new GraceChange(call, form).GrantAsync(tenant).ConfigureAwait(false),
            SettingsForms.Suspend => await new StatusChange(call, form).SuspendAsync(tenant).ConfigureAwait(false),
            SettingsForms.Resume => await new StatusChange(call, form).ResumeAsync(tenant).ConfigureAwait(false),
            SettingsForms.Delete => await new StatusChange(call, form).DeleteAsync(tenant).ConfigureAwait(false),
            SettingsForms.Finish => await new StatusChange(call, form).FinishAsync(tenant).ConfigureAwait(false),
            _ => throw new DashboardException(StatusCodes.Status400BadRequest, ErrorText.StaleForm),
        };

        async Task<IResult> SaveAsync(Permission permission, PermissionScope scope)
        {
            await call.DemandAsync(permission, scope).ConfigureAwait(false);
            return await new SettingsChange(call, form).SaveAsync(tenant).ConfigureAwait(false);
        }
    }
}
