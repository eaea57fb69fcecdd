namespace Hivemind.Tenancy.Workloads;

/// <summary>An app as an engine has it: what is wanted, and what there is.</summary>
/// <param name="Desired">What is wanted.</param>
/// <param name="Replicas">What there is, the oldest first.</param>
public sealed record EngineApp(DesiredApp Desired, IReadOnlyList<EngineReplica> Replicas)
{
    /// <summary>How a job has ended; null while it has not, and for an app that is none.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Whether its tenant holds something for it: unless it is stopped, or a job that has ended. It does so by what is wanted, pending or down.</summary>
    public bool IsHeld => !Desired.IsStopped && Outcome is null;

    /// <summary>Whether all that is wanted runs and is ready, and nothing else runs.</summary>
    public bool IsReady =>
        Replicas.Count(r => r is { IsCurrent: true, State: ReplicaState.Ready }) == Desired.RunningReplicas
        && !Replicas.Any(r => !r.IsCurrent && r.State != ReplicaState.Exited);
}
