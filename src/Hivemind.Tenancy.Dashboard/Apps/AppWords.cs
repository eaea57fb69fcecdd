using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>How an app is, in words.</summary>
internal static class AppWords
{
    private const int ReasonLength = 500;

    /// <summary>A state in a word or two, a key of <see cref="DashboardTexts"/>.</summary>
    public static string Of(AppState state) => state switch
    {
        AppState.Ready => "Ready",
        AppState.Pending => "Getting ready",
        AppState.Stopped => "Stopped",
        AppState.Suspended => "Suspended",
        AppState.Succeeded => "Finished",
        _ => "Failed",
    };

    /// <summary>A replica's state in a word or two, a key of <see cref="DashboardTexts"/>.</summary>
    public static string Of(ReplicaState state) => state switch
    {
        ReplicaState.Pending => "Waiting",
        ReplicaState.Running => "Runs, not ready yet",
        ReplicaState.Ready => "Ready",
        _ => "Ended",
    };

    /// <summary>From where a port is reached, a key of <see cref="DashboardTexts"/>.</summary>
    public static string Of(PortExposure exposure) => exposure switch
    {
        PortExposure.Public => "from anywhere",
        PortExposure.Host => "from the tenant's own apps, and from the machine that runs it",
        _ => "from the tenant's own apps",
    };

    /// <summary>What becomes of a replica that has ended, a key of <see cref="DashboardTexts"/>.</summary>
    public static string Of(RestartPolicy policy) => policy switch
    {
        RestartPolicy.Never => "it stays ended",
        RestartPolicy.OnFailure => "it is started again if it failed",
        _ => "it is started again",
    };

    /// <summary>The look of a badge.</summary>
    public static string ClassOf(AppState state) => state switch
    {
        AppState.Ready or AppState.Succeeded => "active",
        AppState.Pending or AppState.Suspended => "pending",
        AppState.Failed => "terminating",
        _ => "stopped",
    };

    /// <summary>What the state means and why it is so.</summary>
    public static string WhyOf(IStringLocalizer texts, App app)
    {
        string text = app switch
        {
            { State: AppState.Ready, Spec.Job: not null } => texts["The job runs."],
            { State: AppState.Ready } => texts["It runs as it should."],
            { State: AppState.Pending, Spec.Job: not null } => texts["The job has not begun yet, or is about to be tried again."],
            { State: AppState.Pending } when app.Replicas.Any(r => !r.IsCurrent) => texts["A new version is being rolled out, replica by replica. What ran before runs until it is replaced."],
            { State: AppState.Pending } => texts["It is starting: not all replicas are ready yet."],
            { State: AppState.Stopped, Replicas.Count: > 0 } => texts["It was stopped, and what ran is still ending. It counts until it has ended."],
            { State: AppState.Stopped } => texts["It was stopped: nothing of it runs, and nothing of the quota is held for it."],
            { State: AppState.Suspended } => texts["The tenant is suspended: nothing of it runs until the tenant is resumed. What it needs of the quota stays held."],
            { State: AppState.Succeeded } => texts["The job has done its work. Nothing of the quota is held for it any more."],
            { Spec.Job: not null } => texts["The job has failed and is not tried again. Nothing of the quota is held for it any more. To run it again, remove it and deploy it anew."],
            _ => texts["A replica has ended and is not started again. See below what it wrote last; then redeploy it, or stop it and start it again."],
        };
        return ProblemOf(texts, app) is { } problem ? $"{text} {problem}" : text;
    }

    /// <summary>What stands in the way of an app that does not run as it should; null where there is nothing to say.</summary>
    public static string? ProblemOf(IStringLocalizer texts, App app) =>
        app.State is AppState.Pending or AppState.Failed ? app.Replicas.Reverse().Select(r => ReasonOf(texts, r)).FirstOrDefault(r => r is not null) : null;

    /// <summary>Why a replica is as it is; null where there is nothing to say.</summary>
    public static string? ReasonOf(IStringLocalizer texts, EngineReplica replica)
    {
        if (replica.Reason is { } reason)
        {
            return LogText.Isolated(reason, ReasonLength);
        }

        return replica.ExitCode is { } code ? texts["It ended with exit code {0}.", code].Value : null;
    }
}
