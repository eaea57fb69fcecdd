using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Does to an app what a form of its page says, if it is still as it was shown.</summary>
internal sealed class AppActions(DashboardCall call, IAppManager apps, Tenant tenant, App app, DashboardForm form)
{
    /// <summary>Most characters of what somebody else has changed.</summary>
    private const int ShownLength = 600;

    /// <summary>What to say once it is done; null when it was refused, and then the form says why.</summary>
    private string? _notice;

    /// <summary>The status of this page when it was refused.</summary>
    private int _status = StatusCodes.Status422UnprocessableEntity;

    private AppKey Key => app.Key;

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
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (AppNotFoundException)
        {
            throw AppErrors.NoApp();
        }
        catch (Exception e) when (AppRefusal.Says(e))
        {
            _status = new AppRefusal(call.Texts, form).Say(e, _ => field);
        }

        if (_notice is not null)
        {
            return call.Done(form.Card == AppForms.Remove ? $"/{tenant.Id}/apps" : $"/{tenant.Id}/apps/{Key.Namespace}/{Key.Name}", _notice);
        }

        AppLoader loader = new(call, apps, tenant);
        App latest = await loader.FindAsync(Key.Namespace, Key.Name).ConfigureAwait(false);
        return View.Of<AppPage>(await loader.LoadAsync(latest, form).ConfigureAwait(false), _status);
    }

    private async Task ScaleAsync()
    {
        if (!int.TryParse(form.Typed(AppForms.Replicas), NumberStyles.None, CultureInfo.InvariantCulture, out int replicas) || replicas is < 1 or > AppSpec.MaxReplicas)
        {
            form.Refuse(AppForms.Replicas, call.Texts["Write a number from 1 to {0}. To run none, stop the app.", AppSpec.MaxReplicas]);
            return;
        }

        if (IsAsShown(AppForms.Replicas, app.Spec.Replicas.ToString(CultureInfo.InvariantCulture)))
        {
            await apps.ScaleAsync(tenant, Key.Namespace, Key.Name, replicas, cancellationToken: call.Aborted).ConfigureAwait(false);
            _notice = "app-scaled";
        }
    }

    private async Task StopAsync()
    {
        await apps.StopAsync(tenant, Key.Namespace, Key.Name, cancellationToken: call.Aborted).ConfigureAwait(false);
        _notice = "app-stopped";
    }

    private async Task StartAsync()
    {
        await apps.StartAsync(tenant, Key.Namespace, Key.Name, cancellationToken: call.Aborted).ConfigureAwait(false);
        _notice = "app-started";
    }

    private async Task RedeployAsync()
    {
        AppSpec? spec = null;
        bool isRead = new TenantChange(form, call.Texts).Try(AppForms.Image, () => spec = app.Spec with { Image = AppReader.Image(form.Typed(AppForms.Image)) });
        if (!isRead || !IsAsShown(AppForms.Image, app.Spec.Image))
        {
            return;
        }

        Rollouts rollouts = call.Http.RequestServices.GetRequiredService<Rollouts>();
        switch (await rollouts.RunAsync(Key, token => apps.RedeployAsync(tenant, spec!, cancellationToken: token).AsTask()).ConfigureAwait(false))
        {
            case RolloutProgress.Done:
                _notice = "app-redeployed";
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
            form.Refuse(AppForms.Confirmation, call.Texts["That is not the name of this app. Nothing was removed."]);
            return;
        }

        await apps.RemoveAsync(tenant, Key.Namespace, Key.Name, cancellationToken: call.Aborted).ConfigureAwait(false);
        _notice = "app-removed";
    }

    /// <summary>Whether a field is still as it was when the form was loaded. If not, it is said what it is now, and sending the form again does it.</summary>
    private bool IsAsShown(string field, string now)
    {
        string shown = form.Was(field);
        if (shown == now)
        {
            return true;
        }

        form.Problem = call.Texts[
            "Somebody else changed this app while you were looking at it: where you saw {0}, it is {1} now. Nothing of yours was done. Send it again if you still want it.",
            LogText.Isolated(shown, ShownLength),
            LogText.Isolated(now, ShownLength)];
        form.Rebase(field, now);
        _status = StatusCodes.Status409Conflict;
        return false;
    }
}
