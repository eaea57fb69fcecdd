using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The apps and jobs of a tenant, where the host runs any.</summary>
internal static class AppsEndpoints
{
    private const string One = "/{tenantId}/apps/{namespaceName}/{name}";

    /// <summary>Not below the apps: a namespace may be called anything but a hyphen.</summary>
    private const string New = "/{tenantId}/-/deploy";

    private const int PageSize = 100;
    private const int PathLength = 2 * TenancyLimits.LabelLength + 1;

    /// <summary>How long a failure stands beside an app that runs as it should.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/{tenantId}/apps", ListAsync);
        pages.MapGet(One, ShowAsync);
        pages.MapPost(One, ChangeAsync);
        pages.MapGet(New, AskAsync);
        pages.MapPost(New, DeployAsync);
    }

    internal static async Task<IResult> ListAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        string? after = http.Request.Query["after"] is [{ Length: > 0 and <= PathLength } path] ? path : null;
        IReadOnlyList<App> found;
        try
        {
            found = await apps.ListAppsAsync(tenant, new AppQuery { After = after, Limit = PageSize + 1 }, call.Aborted).ConfigureAwait(false);
        }
        catch (WorkloadEngineException e)
        {
            throw AppErrors.Silent(e);
        }

        AppReports reports = await AppReports.ReadAsync(call, tenant).ConfigureAwait(false);
        (IReadOnlyList<string> namespaces, bool isWhole) = await AppRights.AllowedAsync(call, tenant, AppPermissions.Deploy).ConfigureAwait(false);
        App[] shown = [.. found.Take(PageSize)];
        DateTimeOffset recent = call.Time.GetUtcNow() - Recent;
        return View.Of<AppListPage>(new AppListModel
        {
            Frame = call.Frame(call.Texts["Apps of {0}", tenant.Name], tenant, LiveEndpoints.PathOf(tenant)),
            Tenant = tenant,
            Rows = [.. shown.Select(a => new AppRow(
                a, AppWords.ProblemOf(call.Texts, a), reports.About(a.Key).FirstOrDefault(r => r.At >= recent || a.State is AppState.Failed or AppState.Pending)))],
            Next = found.Count > PageSize ? QueryString.Create("after", $"{shown[^1].Key.Namespace}/{shown[^1].Key.Name}").ToString() : null,
            IsFirst = after is null,
            MayReadVolumes = await AppRights.MayAnywhereAsync(call, tenant, AppPermissions.ReadVolumes).ConfigureAwait(false),
            MayDeploy = isWhole || namespaces.Count > 0,
        });
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId, string namespaceName, string name)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        AppLoader loader = new(call, apps, await call.FindTenantAsync(tenantId).ConfigureAwait(false));
        App app = await loader.FindAsync(namespaceName, name).ConfigureAwait(false);
        return View.Of<AppPage>(await loader.LoadAsync(app).ConfigureAwait(false));
    }

    internal static async Task<IResult> ChangeAsync(HttpContext http, string tenantId, string namespaceName, string name)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        DashboardForm form = DashboardForm.Of(http);
        Tenant tenant = await PostedTenant.FindAsync(call, tenantId, form).ConfigureAwait(false);
        App app = await new AppLoader(call, apps, tenant).FindAsync(namespaceName, name).ConfigureAwait(false);
        return await new AppActions(call, apps, tenant, app, form).ActAsync().ConfigureAwait(false);
    }

    internal static async Task<IResult> AskAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        (IReadOnlyList<string> namespaces, bool isWhole) = await AppRights.AllowedAsync(call, tenant, AppPermissions.Deploy).ConfigureAwait(false);
        AppRights.Demand(isWhole || namespaces.Count > 0);
        return await AnswerAsync(call, apps, tenant, namespaces, AppDeployment.Empty(namespaces), StatusCodes.Status200OK).ConfigureAwait(false);
    }

    internal static async Task<IResult> DeployAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        IAppManager apps = AppErrors.AppsOf(call);
        DashboardForm form = DashboardForm.Of(http);
        Tenant tenant = await PostedTenant.FindAsync(call, tenantId, form).ConfigureAwait(false);
        (IReadOnlyList<string> namespaces, bool isWhole) = await AppRights.AllowedAsync(call, tenant, AppPermissions.Deploy).ConfigureAwait(false);
        AppRights.Demand(isWhole || namespaces.Count > 0);
        (App? deployed, int status) = await new AppDeployment(call, apps, tenant, form).DeployAsync().ConfigureAwait(false);
        return deployed is null
            ? await AnswerAsync(call, apps, tenant, namespaces, form, status).ConfigureAwait(false)
            : call.Done($"/{tenant.Id}/apps/{deployed.Key.Namespace}/{deployed.Key.Name}", deployed.Spec.Job is null ? "app-deployed" : "job-deployed");
    }

    private static async Task<IResult> AnswerAsync(DashboardCall call, IAppManager apps, Tenant tenant, IReadOnlyList<string> namespaces, DashboardForm form, int status)
    {
        bool mayReadVolumes = await AppRights.MayAnywhereAsync(call, tenant, AppPermissions.ReadVolumes).ConfigureAwait(false);
        return View.Of<DeployPage>(
            new DeployModel
            {
                Frame = call.Frame(call.Texts["Deploy an app"], tenant),
                Tenant = tenant,
                Form = form,
                Namespaces = namespaces,
                MayReadVolumes = mayReadVolumes,
                Volumes = mayReadVolumes ? await new AppLoader(call, apps, tenant).VolumesAsync().ConfigureAwait(false) : [],
                Quota = await AppLoader.QuotaAsync(call, tenant).ConfigureAwait(false),
            },
            status);
    }
}
