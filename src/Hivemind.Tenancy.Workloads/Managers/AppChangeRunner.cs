namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Makes a change of an app, step by step: hold, apply, wait until it is ready, commit. Whatever fails, what was done before is undone in
/// reverse: the engine first, so that nothing runs that is not held.
/// </summary>
internal sealed class AppChangeRunner(
    IWorkloadEngine engine, Holdings holdings, AppSuspension suspension, AppReporter reporter, TimeProvider time, WorkloadsLogger logger)
{
    /// <summary>How long an undo may take.</summary>
    public static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(1);

    /// <summary>How often a change of the engine's record is tried again that others came before.</summary>
    private const int Attempts = 10;

    private readonly ReadinessWait _readiness = new(engine, time);

    /// <returns>The app as the engine has it.</returns>
    /// <exception cref="QuotaExceededException">It does not fit; nothing was done.</exception>
    /// <exception cref="TenantNotActiveException">The tenant takes nothing on; nothing was done.</exception>
    /// <exception cref="AppConflictException">Another change of it is under way; nothing was done.</exception>
    /// <exception cref="GenerationConflictException">Somebody came before: look again; nothing was done.</exception>
    /// <exception cref="AppDeploymentException">A later step failed; with a <see cref="GenerationConflictException"/> within, because somebody came after it was applied.</exception>
    public async ValueTask<EngineApp> RunAsync(AppChange change, CancellationToken cancellationToken)
    {
        Hold? hold = change.Target is null ? null : new Hold(await HoldAsync(change, cancellationToken).ConfigureAwait(false));
        AppStep step = AppStep.Apply;
        EngineApp applied;
        try
        {
            await using (new HoldRenewal(hold, time).ConfigureAwait(false))
            {
                applied = await ApplyAsync(change, cancellationToken).ConfigureAwait(false);
                if (change.WaitsUntilReady)
                {
                    step = AppStep.Readiness;
                    applied = await _readiness.UntilReadyAsync(change.After, cancellationToken).ConfigureAwait(false);
                }
            }

            if (hold is not null)
            {
                step = AppStep.Commit;
                TenantStatus status = await holdings.CommitAsync(hold, change.After.Spec.Amounts, token => HoldAsync(change, token), cancellationToken).ConfigureAwait(false);
                applied = await FinishAsync(change, applied, cancellationToken).ConfigureAwait(false);
                if (status == TenantStatus.Suspended)
                {
                    applied = await suspension.SuspendAsync(change.Key, cancellationToken).ConfigureAwait(false) ?? applied;
                }
            }
        }
        catch (GenerationConflictException e)
        {
            await UndoAsync(change, hold, step).ConfigureAwait(false);
            if (step == AppStep.Apply)
            {
                throw;
            }

            throw new AppDeploymentException(change.Key, step, "Somebody else has changed it after it was applied, so it may be done: look at it again.", isUndone: false, e);
        }
        catch (Exception e)
        {
            bool isUndone = await UndoAsync(change, hold, step).ConfigureAwait(false);
            logger.Log.ChangeFailed(change.Key.Name, change.Key.Namespace, change.Key.Tenant, step, isUndone, e);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw AppDeploymentException.Of(change.Key, step, isUndone, e);
        }

        if (change.IsTakenOver)
        {
            await SettleAsync(change.Key, cancellationToken).ConfigureAwait(false);
        }

        if (hold is not null && !applied.IsHeld)
        {
            await EndAsync(change.Key, applied, cancellationToken).ConfigureAwait(false);
        }

        return applied;
    }

    /// <summary>Lowers what is held for an app to what is wanted of it and still there. The change that it follows stands: what fails is left to the reconciliation.</summary>
    public async ValueTask SettleAsync(AppKey key, CancellationToken cancellationToken)
    {
        try
        {
            await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.Log.NotSettled(key.Name, key.Namespace, key.Tenant, e);
        }
    }

    /// <summary>Frees what a job holds that has ended before it was committed. What fails is left to the reconciliation.</summary>
    private async ValueTask EndAsync(AppKey key, EngineApp ended, CancellationToken cancellationToken)
    {
        try
        {
            if (await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false) && ended.Outcome == JobOutcome.Failed)
            {
                await reporter.JobFailedAsync(key, ended.Replicas).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            logger.Log.NotSettled(key.Name, key.Namespace, key.Tenant, e);
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

    /// <summary>Records what is wanted. Where the answer is lost of a change that stands once it is recorded, the engine is asked what it has.</summary>
    private async ValueTask<EngineApp> ApplyAsync(AppChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ApplyAsync(change.After, change.ExpectedGeneration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (change.Target is null && e is not GenerationConflictException)
        {
            using CancellationTokenSource limit = new(UndoLimit, time);
            if (await engine.FindAsync(change.Key, limit.Token).ConfigureAwait(false) is { } found && found.Desired == change.After)
            {
                return found;
            }

            throw;
        }
    }

    /// <summary>
    /// Records that the change is done, and nobody's to undo any more: only then is it acknowledged. The engine does so only to what it has,
    /// so what somebody has removed, stopped or changed meanwhile is found here.
    /// </summary>
    private async ValueTask<EngineApp> FinishAsync(AppChange change, EngineApp applied, CancellationToken cancellationToken)
    {
        EngineApp? found = applied;
        for (int attempt = 1; ; attempt++)
        {
            if (found is null || found.Desired.Instance != change.After.Instance || found.Desired.IsStopped)
            {
                throw new AppConflictException(change.Key, "somebody else has stopped or removed it since.");
            }

            if (!change.Made(found.Desired) && !change.After.WantsWhat(found.Desired))
            {
                throw new GenerationConflictException(change.Key, change.After.Generation, found.Desired.Generation);
            }

            if (found.Desired.ChangeId is null)
            {
                return found;
            }

            try
            {
                long generation = found.Desired.Generation;
                return await engine.ApplyAsync(AppChange.Finished(found.Desired) with { Generation = generation + 1 }, generation, cancellationToken).ConfigureAwait(false);
            }
            catch (TenancyException e) when (attempt < Attempts && e is GenerationConflictException or WorkloadEngineException)
            {
                // Somebody came before, or the answer is lost: look again.
            }

            found = await engine.FindAsync(change.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Not cancelled with the caller, but for so long only: an engine that does not answer is left to the reconciliation.</summary>
    private async ValueTask<bool> UndoAsync(AppChange change, Hold? hold, AppStep step)
    {
        using CancellationTokenSource limit = new(UndoLimit, time);
        try
        {
            (bool isUndone, DesiredApp? running) = await RestoreAsync(change, step, limit.Token).ConfigureAwait(false);
            if (hold is not null)
            {
                await holdings.GiveBackAsync(change.After, hold, limit.Token).ConfigureAwait(false);
            }

            // Somebody may have lowered it to what was wanted in between.
            return isUndone && (running is null || await holdings.CoverAsync(running, limit.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            logger.Log.UndoFailed(change.Key.Name, change.Key.Namespace, change.Key.Tenant, step, e);
            return false;
        }
    }

    /// <summary>Goes back to what was before, if nobody has come after the change, and if what was before is held: what ran with less does not run with more again.</summary>
    /// <returns>Whether nothing of the change is left that is its own, and what runs again.</returns>
    private async ValueTask<(bool IsUndone, DesiredApp? Running)> RestoreAsync(AppChange change, AppStep step, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            EngineApp? found = await engine.FindAsync(change.Key, cancellationToken).ConfigureAwait(false);
            if (found is null || !change.Made(found.Desired))
            {
                // A change that needed no hold is not undone: what was freed by it is not there to go back to.
                bool isLeft = found is not null && (change.Target is null
                    ? found.Desired == change.After && found.Desired != change.Before?.Desired
                    : step == AppStep.Commit && found.Desired.ChangeId is null && change.After.WantsWhat(found.Desired)); // finished, and its answer is lost
                return (!isLeft, null);
            }

            if (await BackAsync(change, step, cancellationToken).ConfigureAwait(false) is not { } back)
            {
                if (await engine.RemoveAsync(change.Key, found.Desired, cancellationToken).ConfigureAwait(false))
                {
                    return (true, null);
                }

                continue;
            }

            if (!back.IsStopped && !await holdings.CoverAsync(back, cancellationToken).ConfigureAwait(false))
            {
                return (false, null);
            }

            try
            {
                long generation = found.Desired.Generation;
                DesiredApp restored = back with { Generation = generation + 1, IsSuspended = found.Desired.IsSuspended };
                await engine.ApplyAsync(restored, generation, cancellationToken).ConfigureAwait(false);
                return (true, back.IsStopped ? null : back);
            }
            catch (GenerationConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
        }
    }

    /// <summary>
    /// What an undo goes back to; null where that is nothing. It bears again the change that was under way before, whose maker may undo it in
    /// turn. One that was taken over goes back to where its maker would have, if it is not ready in time, or if nobody has committed it.
    /// </summary>
    private async ValueTask<DesiredApp?> BackAsync(AppChange change, AppStep step, CancellationToken cancellationToken)
    {
        DesiredApp? former = change.After.Former;
        if (!change.IsTakenOver)
        {
            return former is null ? null : former with { ChangeId = change.Before!.Desired.ChangeId, Former = change.Before.Desired.Former };
        }

        bool isToEnd = (step == AppStep.Readiness && former is not null)
            || await holdings.FindAsync(change.Key.Tenant, change.Key.AllocationId, cancellationToken).ConfigureAwait(false) is not { IsCommitted: true };
        return isToEnd ? former : change.Before!.Desired;
    }
}
