using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Loads what the page of an app shows. What it uses and what it wrote are asked of the engine, for a few seconds: the page does without.</summary>
internal sealed class AppLoader(DashboardCall call, IAppManager apps, Tenant tenant)
{
    private const int MostReports = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The app.</summary>
    /// <exception cref="DashboardException">There is none for this user, or nobody can say.</exception>
    public async Task<App> FindAsync(string namespaceName, string name)
    {
        try
        {
            return await apps.FindAppAsync(tenant, namespaceName, name, call.Aborted).ConfigureAwait(false) ?? throw AppErrors.NoApp();
        }
        catch (ArgumentException)
        {
            throw AppErrors.NoApp(); // What no app can be called.
        }
        catch (WorkloadEngineException e)
        {
            throw AppErrors.Silent(e);
        }
    }

    /// <summary>Its page.</summary>
    public async Task<AppModel> LoadAsync(App app, DashboardForm? refused = null)
    {
        AppRights rights = await AppRights.OfAsync(call, tenant, app.Key.Namespace).ConfigureAwait(false);
        Exception? failed = call.Http.RequestServices.GetRequiredService<Rollouts>().FailureOf(app); // before the reports, which say it, too, by then
        AppReports reports = await AppReports.ReadAsync(call, tenant).ConfigureAwait(false);
        TenantUsage? quota = await QuotaAsync(call, tenant).ConfigureAwait(false);
        Task<AppLog?> log = TryAsync(token => AppLogReader.ReadAsync(apps, app, token));
        Task<IReadOnlyList<ReplicaUsage>?> usage = TryAsync(
            token => apps.GetUsageAsync(tenant, app.Key.Namespace, app.Key.Name, token).AsTask());
        return new AppModel
        {
            Frame = call.Frame(call.Texts["{0} in {1}", app.Key.Name, app.Key.Namespace], tenant, LiveEndpoints.PathOf(tenant, app.Key)),
            Tenant = tenant,
            App = app,
            FailedRollout = failed is null ? null : AppRefusal.TextOf(call.Texts, failed),
            Usage = await usage.ConfigureAwait(false),
            Log = await log.ConfigureAwait(false),
            Reports = [.. reports.About(app.Key).Take(MostReports)],
            Quota = quota,
            Forms = Forms(app, rights, refused),
            Refused = refused,
        };
    }

    /// <summary>What the tenant holds; null where the user may not read it.</summary>
    public static async Task<TenantUsage?> QuotaAsync(DashboardCall call, Tenant tenant)
    {
        try
        {
            return await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        }
        catch (TenantAccessDeniedException)
        {
            return null;
        }
    }

    /// <summary>The tenant's volumes that outlive apps, for who may read them; none where nobody can say.</summary>
    public async Task<IReadOnlyList<AppVolume>> VolumesAsync() =>
        await TryAsync(token => apps.ListVolumesAsync(tenant, token).AsTask()).ConfigureAwait(false) ?? [];

    /// <summary>What the user may do to it as it is now, each with what was typed if it was refused.</summary>
    private Dictionary<string, DashboardForm> Forms(App app, AppRights rights, DashboardForm? refused)
    {
        bool isActive = tenant.Status == TenantStatus.Active;
        bool isOpen = isActive || tenant.Status == TenantStatus.Suspended;
        bool hasEnded = app.State == AppState.Succeeded || app is { State: AppState.Failed, Spec.Job: not null };
        Dictionary<string, DashboardForm> forms = new(StringComparer.Ordinal);
        Offer(AppForms.Scale, rights.Scale && isOpen && app.Spec.Job is null)?.Load(AppForms.Replicas, app.Spec.Replicas.ToString(CultureInfo.InvariantCulture));
        Offer(AppForms.Stop, rights.Stop && isOpen && app.State != AppState.Stopped && !hasEnded);
        Offer(AppForms.Start, rights.Stop && isActive && app.State == AppState.Stopped);
        Offer(AppForms.Redeploy, rights.Deploy && isActive)?.Load(AppForms.Image, app.Spec.Image);
        Offer(AppForms.Remove, rights.Delete);
        return forms;

        DashboardForm? Offer(string card, bool isOffered)
        {
            if (!isOffered)
            {
                return null;
            }

            if (refused?.Card == card)
            {
                forms.Add(card, refused);
                return null;
            }

            return forms[card] = new DashboardForm(card);
        }
    }

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> read)
        where T : class
    {
        using CancellationTokenSource limit = new(Patience, call.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Aborted);
        try
        {
            return await read(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WorkloadEngineException or AppNotFoundException || (e is OperationCanceledException && !call.Aborted.IsCancellationRequested))
        {
            return null;
        }
    }
}
