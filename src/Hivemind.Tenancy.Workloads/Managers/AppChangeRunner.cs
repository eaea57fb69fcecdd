namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Makes a change of an app, step by step: hold, apply, wait until it is ready, commit. Whatever fails, what was done before is undone in
/// reverse: the engine first, so that nothing runs that is not held.
/// </summary>
internal sealed class AppChangeRunner(IWorkloadEngine engine, Holdings holdings, TimeProvider time, WorkloadsLogger logger)
{
    private static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a change of the engine's record is tried again that others came before.</summary>
    private const int Attempts = 10;

    /// <returns>The app as the engine has it.</returns>
    /// <exception cref="QuotaExceededException">It does not fit; nothing was done.</exception>
    /// <exception cref="TenantNotActiveException">The tenant takes nothing on; nothing was done.</exception>
    /// <exception cref="AppConflictException">Another change of it is under way; nothing was done.</exception>
    /// <exception cref="GenerationConflictException">Somebody came before: look again; nothing was done.</exception>
    /// <exception cref="AppDeploymentException">A later step failed.</exception>
    public async ValueTask<EngineApp> RunAsync(AppChange change, CancellationToken cancellationToken)
    {
        Hold? hold = change.Target is null ? null : new Hold(await HoldAsync(change, cancellationToken).ConfigureAwait(false));
        AppStep step = AppStep.Apply;
        try
        {
            EngineApp applied;
            await using (new HoldRenewal(hold, time).ConfigureAwait(false))
            {
                applied = await engine.ApplyAsync(change.After, change.ExpectedGeneration, cancellationToken).ConfigureAwait(false);
                if (change.WaitsUntilReady)
                {
                    step = AppStep.Readiness;
                    applied = await WaitUntilReadyAsync(change.After, cancellationToken).ConfigureAwait(false);
                }
            }

            if (hold is not null)
            {
                step = AppStep.Commit;
                TenantStatus status = await Holdings.CommitAsync(hold, token => HoldAsync(change, token), cancellationToken).ConfigureAwait(false);
                if (hold.IsReplaced)
                {
                    applied = await LookAgainAsync(change, cancellationToken).ConfigureAwait(false);
                }

                if (status == TenantStatus.Suspended)
                {
                    applied = await SetSuspendedAsync(change.Key, isSuspended: true, cancellationToken).ConfigureAwait(false) ?? applied;
                }
            }

            return applied;
        }
        catch (GenerationConflictException) when (step == AppStep.Apply)
        {
            await UndoAsync(change, hold, step).ConfigureAwait(false);
            throw;
        }
        catch (Exception e)
        {
            bool isUndone = await UndoAsync(change, hold, step).ConfigureAwait(false);
            logger.Log.ChangeFailed(change.Key.Name, change.Key.Namespace, change.Key.Tenant, step, isUndone, e);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw new AppDeploymentException(change.Key, step, e.Message, isUndone, e);
        }
    }

    /// <summary>Stops an app because its tenant is suspended, or lets it run again; what it holds stays.</summary>
    /// <returns>The app as the engine has it; null when there is none.</returns>
    public async ValueTask<EngineApp?> SetSuspendedAsync(AppKey key, bool isSuspended, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            EngineApp? app = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (app is null || app.Desired.IsSuspended == isSuspended)
            {
                return app;
            }

            try
            {
                long generation = app.Desired.Generation;
                return await engine.ApplyAsync(
                    app.Desired with { Generation = generation + 1, IsSuspended = isSuspended }, generation, cancellationToken).ConfigureAwait(false);
            }
            catch (GenerationConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
        }
    }

    private async ValueTask<ResourceReservation> HoldAsync(AppChange change, CancellationToken cancellationToken)
    {
        try
        {
            return change.IsGrowth
                ? await holdings.GrowAsync(change.After, change.Target!, cancellationToken).ConfigureAwait(false)
                : await holdings.ReserveAsync(change.After, change.Target!, cancellationToken).ConfigureAwait(false);
        }
        catch (AllocationConflictException e)
        {
            throw new AppConflictException(change.Key, "another change of it is under way.", e);
        }
    }

    /// <summary>What was held anew is held for something only while the app is there and wanted.</summary>
    private async ValueTask<EngineApp> LookAgainAsync(AppChange change, CancellationToken cancellationToken) =>
        await engine.FindAsync(change.Key, cancellationToken).ConfigureAwait(false) is { IsHeld: true } found && found.Desired.Instance == change.After.Instance
            ? found
            : throw new AppConflictException(change.Key, "somebody else has stopped or removed it since.");

    private async ValueTask<EngineApp> WaitUntilReadyAsync(DesiredApp wanted, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            EngineApp? app = await engine.FindAsync(wanted.Key, cancellationToken).ConfigureAwait(false);
            if (app is null || app.Desired.Instance != wanted.Instance || app.Desired.Spec != wanted.Spec || app.Desired.IsStopped)
            {
                throw new AppConflictException(wanted.Key, "somebody else has changed it since.");
            }

            if (app.IsReady)
            {
                return app;
            }

            if (time.GetElapsedTime(start) >= wanted.Spec.Readiness.Deadline)
            {
                int ready = app.Replicas.Count(r => r is { IsCurrent: true, State: ReplicaState.Ready });
                throw new TimeoutException($"{ready} of {wanted.Spec.Replicas} replicas were ready within {wanted.Spec.Readiness.Deadline}.");
            }

            await Task.Delay(LookInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Not cancelled with the caller, but for so long only: an engine that does not answer is left to the reconciliation.</summary>
    private async ValueTask<bool> UndoAsync(AppChange change, Hold? hold, AppStep step)
    {
        using CancellationTokenSource limit = new(UndoLimit, time);
        try
        {
            await RestoreAsync(change, limit.Token).ConfigureAwait(false);
            if (hold is not null)
            {
                await holdings.GiveBackAsync(change.Key, hold, limit.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e)
        {
            logger.Log.UndoFailed(change.Key.Name, change.Key.Namespace, change.Key.Tenant, step, e);
            return false;
        }
    }

    private async ValueTask RestoreAsync(AppChange change, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            EngineApp? found = await engine.FindAsync(change.Key, cancellationToken).ConfigureAwait(false);
            if (found is null || !change.Made(found.Desired))
            {
                return;
            }

            if (change.Before is not { } before)
            {
                if (await engine.RemoveAsync(change.Key, found.Desired, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            else
            {
                try
                {
                    long generation = found.Desired.Generation;
                    DesiredApp restored = before.Desired with { Generation = generation + 1, IsSuspended = found.Desired.IsSuspended };
                    await engine.ApplyAsync(restored, generation, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (GenerationConflictException) when (attempt < Attempts)
                {
                    // Somebody came before: look again.
                }
            }
        }
    }
}
