using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Does to an app what a form of its page says, if it is still the one, and as, it was shown with the form: the manager compares that as it acts.</summary>
internal sealed class AppActions(DashboardCall call, IAppManager apps, Tenant tenant, App app, DashboardForm form)
{
    /// <summary>Most characters of an image that somebody else has chosen.</summary>
    private const int ShownLength = 600;

    /// <summary>What to say once it is done; null when it was refused, and then the form says why.</summary>
    private string? _notice;

    /// <summary>The status of this page when it was refused.</summary>
    private int _status = StatusCodes.Status422UnprocessableEntity;

    private AppKey Key => app.Key;

    /// <summary>The version that was shown with the form; one that no app has, when it does not say.</summary>
    private AppVersion Shown => AppVersion.TryParse(form.Typed(AppForms.Version), out AppVersion version) ? version : default;

    public async Task<IResult> ActAsync()
    {
        AppRights rights = await AppRights.OfAsync(call, tenant, Key.Namespace).ConfigureAwait(false);
        (bool isAllowed, Func<Task> act, string? field) = form.Card switch
        {
            AppForms.Scale => (rights.Scale, (Func<Task>)ScaleAsync, AppForms.Replicas),
            AppForms.Stop => (rights.Stop, StopAsync, null),
            AppForms.Start => (rights.Stop, StartAsync, null),
            AppForms.Redeploy => (rights.Deploy, RedeployAsync, AppForms.Image),
            AppForms.Remove => (rights.Delete, RemoveAsync, (string?)null),
            _ => throw new DashboardException(StatusCodes.Status400BadRequest, ErrorText.StaleForm),
        };
        AppRights.Demand(isAllowed);
        (bool isStale, bool isUndone) = (false, false);
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (AppConflictException e) when (e.ActualVersion is not null)
        {
            isStale = true;
        }
        catch (AppNotFoundException)
        {
            throw AppErrors.NoApp();
        }
        catch (Exception e) when (AppRefusal.Says(e))
        {
            _status = new AppRefusal(call.Texts, form).Say(e, _ => field);
            isUndone = e is AppDeploymentException { IsUndone: true };
        }

        if (_notice is not null)
        {
            return Done(_notice);
        }

        AppLoader loader = new(call, apps, tenant);
        App latest = await loader.FindAsync(Key.Namespace, Key.Name).ConfigureAwait(false);
        if (isStale && NoticeOfWhatIsSo(latest) is { } notice)
        {
            return Done(notice);
        }

        if (isStale)
        {
            AskAgain(latest);
        }
        else if (isUndone)
        {
            form.Put(AppForms.Version, latest.Version.ToString()); // what has changed since was this attempt
        }

        return View.Of<AppPage>(await loader.LoadAsync(latest, form).ConfigureAwait(false), _status);
    }

    private IResult Done(string notice) =>
        call.Done(form.Card == AppForms.Remove ? $"/{tenant.Id}/apps" : $"/{tenant.Id}/apps/{Key.Namespace}/{Key.Name}", notice);

    /// <summary>What to say where the app is what was asked for already, by a second click for instance; null where it is not.</summary>
    private string? NoticeOfWhatIsSo(App latest) => (form.Card, latest.State) switch
    {
        _ when latest.Version.Instance != Shown.Instance => null,
        (AppForms.Stop, AppState.Stopped) => "app-stopped",
        (AppForms.Start, AppState.Pending or AppState.Ready) => "app-started",
        _ => null,
    };

    private async Task ScaleAsync()
    {
        if (!int.TryParse(form.Typed(AppForms.Replicas), NumberStyles.None, CultureInfo.InvariantCulture, out int replicas) || replicas is < 1 or > AppSpec.MaxReplicas)
        {
            form.Refuse(AppForms.Replicas, call.Texts["Write a number from 1 to {0}. To run none, stop the app.", AppSpec.MaxReplicas]);
            return;
        }

        await apps.ScaleAsync(tenant, Key.Namespace, Key.Name, replicas, Shown, call.Aborted).ConfigureAwait(false);
        _notice = "app-scaled";
    }

    private async Task StopAsync()
    {
        await apps.StopAsync(tenant, Key.Namespace, Key.Name, Shown, call.Aborted).ConfigureAwait(false);
        _notice = "app-stopped";
    }

    private async Task StartAsync()
    {
        await apps.StartAsync(tenant, Key.Namespace, Key.Name, Shown, call.Aborted).ConfigureAwait(false);
        _notice = "app-started";
    }

    private async Task RedeployAsync()
    {
        AppSpec? spec = null;
        bool isRead = new TenantChange(form, call.Texts).Try(AppForms.Image, () => spec = app.Spec with { Image = AppReader.Image(form.Typed(AppForms.Image)) });
        if (!isRead)
        {
            return;
        }

        if (app.Spec.Job is not null && spec == app.Spec)
        {
            form.Refuse(AppForms.Image, call.Texts["That is the image it has. To run the same again, remove the job and deploy it anew."]);
            return;
        }

        Rollouts rollouts = call.Http.RequestServices.GetRequiredService<Rollouts>();
        AppVersion shown = Shown;
        switch (await rollouts.RunAsync(app, token => apps.RedeployAsync(tenant, spec!, shown, token).AsTask()).ConfigureAwait(false))
        {
            case RolloutProgress.Done:
                _notice = app.State == AppState.Stopped ? "app-version-kept" : app.Spec.Job is null ? "app-redeployed" : "job-deployed";
                break;
            case RolloutProgress.UnderWay:
                _notice = "app-under-way";
                break;
            default:
                form.Problem = call.Texts["The last redeployment of this app is still under way. Wait for its end, or stop the app."];
                _status = StatusCodes.Status409Conflict;
                break;
        }
    }

    private async Task RemoveAsync()
    {
        if (form.Typed(AppForms.Confirmation) != Key.Name)
        {
            form.Refuse(AppForms.Confirmation, call.Texts["That is not the name of this app."]);
            return;
        }

        await apps.RemoveAsync(tenant, Key.Namespace, Key.Name, Shown, call.Aborted).ConfigureAwait(false);
        _notice = "app-removed";
    }

    /// <summary>Says what it is now, on the page that shows it so; sending the form again does it to that.</summary>
    private void AskAgain(App latest)
    {
        form.Problem = string.Join(
            ' ',
            call.Texts[Shown.Instance == latest.Version.Instance || Shown == default
                ? "This app has changed since you looked at it."
                : "The app that you looked at was removed since, and another was deployed under its name."],
            call.Texts["Now it is this: image {0}, replicas {1}, state {2}.", LogText.Isolated(latest.Spec.Image, ShownLength), latest.Spec.Replicas, call.Texts[AppWords.Of(latest.State)]],
            call.Texts["Nothing of yours was done. Send it again if you still want it."]);
        form.Put(AppForms.Version, latest.Version.ToString()).Put(AppForms.Confirmation, string.Empty);
        form.Rebase(AppForms.Replicas, latest.Spec.Replicas.ToString(CultureInfo.InvariantCulture));
        form.Rebase(AppForms.Image, latest.Spec.Image);
        _status = StatusCodes.Status409Conflict;
    }
}
