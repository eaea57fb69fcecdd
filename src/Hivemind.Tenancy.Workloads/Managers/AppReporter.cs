namespace Hivemind.Tenancy.Workloads;

/// <summary>Tells tenants what became of their apps, in events of theirs. What cannot be told is logged, and fails nothing else. In a System context.</summary>
internal sealed class AppReporter(ITenantManager tenants, TimeProvider time, WorkloadsLogger logger)
{
    /// <summary>How long telling may take: a caller waits for it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>That a change failed. What was refused before anything was done, for whatever reason, is the caller's to know only: whoever asks again and again fills no log.</summary>
    public async ValueTask FailedAsync(AppKey app, string reason, Exception cause)
    {
        string? text = cause switch
        {
            AppDeploymentException { Step: AppStep.Isolation or AppStep.Placement } => null, // nothing was done
            AppDeploymentException => cause.Message,
            WorkloadEngineException => $"App '{app}' is as it was: {cause.Message}",
            OperationCanceledException => $"A change of app '{app}' was cancelled.",
            _ => null,
        };
        if (text is not null)
        {
            await TellAsync(app, reason, text).ConfigureAwait(false);
        }
    }

    /// <summary>That a job has failed.</summary>
    public async ValueTask JobFailedAsync(AppKey job, IReadOnlyList<EngineReplica> replicas)
    {
        EngineReplica? last = replicas.Count == 0 ? null : replicas[^1];
        string why = last?.Reason ?? (last?.ExitCode is { } code ? $"It ended with exit code {code}." : "It is not known why.");
        await TellAsync(job, AppReportReasons.JobFailed, $"Job '{job}' has failed: {why}").ConfigureAwait(false);
    }

    /// <returns>Whether it has been told.</returns>
    public async ValueTask<bool> TellAsync(AppKey app, string reason, string text)
    {
        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            await tenants.ReportAsync(app.Tenant, app.AllocationId, reason, Line(text), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            logger.Log.ReportFailed(reason, app.Name, app.Namespace, app.Tenant, e);
            return false;
        }
    }

    /// <summary>Engines say what they like; an event says it in one line.</summary>
    private static string Line(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
        return line.Length <= TenancyLimits.ReportMessageLength ? line : $"{line[..(TenancyLimits.ReportMessageLength - 3)]}...";
    }
}
