namespace Hivemind.Tenancy.Workloads;

/// <summary>An app as an engine has it: what is wanted, and what there is.</summary>
/// <param name="Desired">What is wanted.</param>
/// <param name="Replicas">What there is, the oldest first.</param>
public sealed record EngineApp(DesiredApp Desired, IReadOnlyList<EngineReplica> Replicas)
{
    /// <summary>How a job has ended; null while it has not, and for an app that is none.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Whether its tenant holds something for what is wanted of it, pending or down: unless it is stopped, or a job that has ended.</summary>
    public bool IsHeld => !Desired.IsStopped && Outcome is null;

    /// <summary>What its tenant holds for it: what is wanted or what is still there, whichever is more. What was told to end counts until it has.</summary>
    /// <exception cref="OverflowException">It is more than can be counted.</exception>
    public ResourceAmounts Held => IsHeld ? Desired.Spec.Amounts.Larger(There) : There;

    private ResourceAmounts There
    {
        get
        {
            EngineReplica[] there = [.. Replicas.Where(r => r.State != ReplicaState.Exited)];
            ResourceAmounts shared = there.Aggregate(ResourceAmounts.None, (most, r) => most.Larger(r.Shared));
            return there.Aggregate(shared, (sum, r) => sum.Plus(r.Amounts));
        }
    }

    /// <summary>Whether all that is wanted runs and is ready, and nothing else runs.</summary>
    public bool IsReady =>
        Replicas.Count(r => r is { IsCurrent: true, State: ReplicaState.Ready }) == Desired.RunningReplicas
        && !Replicas.Any(r => !r.IsCurrent && r.State != ReplicaState.Exited);
}
