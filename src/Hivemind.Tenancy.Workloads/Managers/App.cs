namespace Hivemind.Tenancy.Workloads;

/// <summary>An app as it is at one moment.</summary>
/// <param name="Key">Which app.</param>
/// <param name="Spec">What it is to be.</param>
/// <param name="State">How it is.</param>
/// <param name="Version">Which app of that name it is, and after which change.</param>
/// <param name="Source">The engine, or the node, that runs it: the source of its allocation.</param>
/// <param name="Replicas">What there is of it, the oldest first; of a stopped app nothing.</param>
public sealed record App(AppKey Key, AppSpec Spec, AppState State, AppVersion Version, string Source, IReadOnlyList<EngineReplica> Replicas)
{
    /// <summary>The number of its last change, from 1.</summary>
    public long Generation => Version.Generation;

    /// <summary>How many replicas run what is wanted and are ready.</summary>
    public int ReadyReplicas => Replicas.Count(r => r is { IsCurrent: true, State: ReplicaState.Ready });

    /// <summary><c>web/shop of acme is Ready, with 2 of 2 replicas ready</c>.</summary>
    public override string ToString() => $"{Key} is {State}, with {ReadyReplicas} of {Spec.Replicas} replicas ready";

    internal static App Of(EngineApp app) =>
        new(app.Desired.Key, app.Desired.Spec, StateOf(app), app.Desired.Version, app.Desired.Source, app.Replicas);

    private static AppState StateOf(EngineApp app) => app switch
    {
        { Outcome: JobOutcome.Succeeded } => AppState.Succeeded,
        { Outcome: JobOutcome.Failed } => AppState.Failed,
        { Desired.IsStopped: true } => AppState.Stopped,
        { Desired.IsSuspended: true } => AppState.Suspended,
        { IsReady: true } => AppState.Ready,
        { Desired.Spec.Job: not null } => AppState.Pending, // between two attempts, too
        _ when app.Replicas.Any(r => r is { IsCurrent: true, State: ReplicaState.Exited }) => AppState.Failed,
        _ => AppState.Pending,
    };
}
