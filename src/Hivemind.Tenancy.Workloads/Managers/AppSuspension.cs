namespace Hivemind.Tenancy.Workloads;

/// <summary>Apps of tenants that are suspended and resumed: nothing of them runs meanwhile, and what they hold stays.</summary>
internal sealed class AppSuspension(IWorkloadEngine engine, AppPlanner planner, AppReporter reporter, WorkloadsLogger logger)
{
    /// <summary>How often a change of the engine's record is tried again that others came before.</summary>
    private const int Attempts = 10;

    /// <returns>The app as the engine has it; null when there is none.</returns>
    public ValueTask<EngineApp?> SuspendAsync(AppKey key, CancellationToken cancellationToken) =>
        ChangeAsync(key, isSuspended: true, ValueTask.FromResult, cancellationToken);

    /// <summary>Lets an app run again, as far kept apart as its tenant is now. What its level does not let run by now stays suspended, and is reported.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="key">The app.</param>
    /// <param name="isReported">Whether it has been reported before that it stays suspended.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it is not suspended any more.</returns>
    public async ValueTask<bool> ResumeAsync(Tenant tenant, AppKey key, bool isReported, CancellationToken cancellationToken)
    {
        // It is about to be: what is judged is its level.
        Tenant active = tenant with { Status = TenantStatus.Active };
        try
        {
            await ChangeAsync(
                key,
                isSuspended: false,
                async app =>
                {
                    if (!app.IsStopped)
                    {
                        await planner.PlaceAsync(active, key, app.Spec, app.Source, cancellationToken).ConfigureAwait(false);
                    }

                    return app with { Isolation = app.IsStopped ? app.Isolation : tenant.IsolationLevel.Settings };
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AppDeploymentException e)
        {
            if (isReported)
            {
                return false;
            }

            logger.Log.StaysSuspended(key.Name, key.Namespace, key.Tenant, e.Reason);
            await reporter.TellAsync(key, AppReportReasons.StaysSuspended, e.Message).ConfigureAwait(false);
            return false;
        }
    }

    private async ValueTask<EngineApp?> ChangeAsync(
        AppKey key, bool isSuspended, Func<DesiredApp, ValueTask<DesiredApp>> change, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            EngineApp? app = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (app is null || app.Desired.IsSuspended == isSuspended)
            {
                return app;
            }

            DesiredApp wanted = await change(app.Desired).ConfigureAwait(false);
            try
            {
                long generation = app.Desired.Generation;
                return await engine.ApplyAsync(wanted with { Generation = generation + 1, IsSuspended = isSuspended }, generation, cancellationToken).ConfigureAwait(false);
            }
            catch (GenerationConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
        }
    }
}
