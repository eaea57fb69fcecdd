namespace Hivemind.Tenancy.Workloads;

/// <summary>Waits until every replica of an app that is replaced is ready, as long as the next one has.</summary>
internal sealed class ReadinessWait(IWorkloadEngine engine, TimeProvider time)
{
    /// <summary>How often an app is looked at that somebody waits for.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Looks until it is ready, and nothing of what ran before is left.</summary>
    /// <exception cref="AppConflictException">Somebody else has changed it since.</exception>
    /// <exception cref="WorkloadEngineException">No other replica became ready within the deadline.</exception>
    public async ValueTask<EngineApp> UntilReadyAsync(DesiredApp wanted, CancellationToken cancellationToken)
    {
        TimeSpan deadline = wanted.Spec.Readiness.Deadline;
        long start = time.GetTimestamp();
        int most = 0;
        int fewest = int.MaxValue;
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

            int ready = app.Replicas.Count(r => r is { IsCurrent: true, State: ReplicaState.Ready });
            int former = app.Replicas.Count(r => !r.IsCurrent && r.State != ReplicaState.Exited);

            // Nothing is to get ready while what it replaces takes its time to end.
            bool isEnding = former > 0 && app.Replicas.Count(r => r.IsCurrent) == ready;
            if (ready > most || former < fewest)
            {
                // Each replica has the deadline to itself, from the one before or from the end of what it replaces.
                (most, fewest, start) = (Math.Max(most, ready), Math.Min(fewest, former), time.GetTimestamp());
            }
            else if (time.GetElapsedTime(start) >= deadline + (isEnding ? engine.StopGrace : TimeSpan.Zero))
            {
                throw new WorkloadEngineException($"{ready} of {wanted.Spec.Replicas} replicas are ready, and no other was within {deadline}.{WhyNot(app)}", isTransient: false);
            }

            await Task.Delay(LookInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the last of the replicas that are not ready says.</summary>
    private static string WhyNot(EngineApp app)
    {
        EngineReplica? last = app.Replicas.LastOrDefault(r => r.IsCurrent && r.State != ReplicaState.Ready && (r.Reason ?? (object?)r.ExitCode) is not null);
        return last is null ? string.Empty : $" The last: {last.Reason ?? $"It ended with exit code {last.ExitCode}."}";
    }
}
