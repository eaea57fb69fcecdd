using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The volumes of a tenant that outlive apps, where the host runs any.</summary>
internal static class VolumesEndpoints
{
    private const string Pattern = "/{tenantId}/-/volumes";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Pattern, ShowAsync);
        pages.MapPost(Pattern, ChangeAsync);
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return await AnswerAsync(call, apps, tenant, refused: null, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    internal static async Task<IResult> ChangeAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        DashboardForm form = DashboardForm.Of(http);
        Tenant tenant = await PostedTenant.FindAsync(call, tenantId, form).ConfigureAwait(false);
        VolumeChange change = new(call, apps, tenant, form);
        int status = form.Card switch
        {
            VolumeFields.Create => await change.CreateAsync().ConfigureAwait(false),
            VolumeFields.Remove => await change.RemoveAsync().ConfigureAwait(false),
            _ => throw new DashboardException(StatusCodes.Status400BadRequest, ErrorText.StaleForm),
        };
        return form.IsRefused
            ? await AnswerAsync(call, apps, tenant, form, status).ConfigureAwait(false)
            : call.Done($"/{tenant.Id}/-/volumes", form.Card == VolumeFields.Create ? "volume-made" : "volume-removed");
    }

    private static async Task<IResult> AnswerAsync(DashboardCall call, IAppManager apps, Tenant tenant, DashboardForm? refused, int status)
    {
        IReadOnlyList<AppVolume> volumes;
        try
        {
            volumes = await apps.ListVolumesAsync(tenant, call.Aborted).ConfigureAwait(false);
        }
        catch (WorkloadEngineException e)
        {
            throw AppErrors.Silent(e);
        }

        (IReadOnlyList<string> creatable, _) = await AppRights.AllowedAsync(call, tenant, AppPermissions.CreateVolume).ConfigureAwait(false);
        (IReadOnlyList<string> removable, bool isWhole) = await AppRights.AllowedAsync(call, tenant, AppPermissions.DeleteVolume).ConfigureAwait(false);
        return View.Of<VolumesPage>(
            new VolumesModel
            {
                Frame = call.Frame(call.Texts["Volumes of {0}", tenant.Name], tenant),
                Tenant = tenant,
                Volumes = volumes,
                Creation = refused?.Card == VolumeFields.Create ? refused : new DashboardForm(VolumeFields.Create),
                Removal = refused?.Card == VolumeFields.Remove ? refused : new DashboardForm(VolumeFields.Remove),
                Refused = refused,
                Creatable = tenant.Status == TenantStatus.Active ? creatable : [],
                Removable = [.. volumes.Where(v => isWhole || removable.Contains(v.Key.Namespace, StringComparer.Ordinal))],
                Quota = await AppLoader.QuotaAsync(call, tenant).ConfigureAwait(false),
            },
            status);
    }
}
