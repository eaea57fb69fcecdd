namespace Hivemind.Tenancy.Workloads;

/// <summary>What an engine is to bring about, and keeps durably: the only record of the app. Two that say the same are equal.</summary>
public sealed record DesiredApp
{
    /// <summary>Which app.</summary>
    public required AppKey Key { get; init; }

    /// <summary>Which app of that key: random, given when it is deployed and kept through every change. One that is made under the key later has another.</summary>
    public required Guid Instance { get; init; }

    /// <summary>The number of the change, from 1, one more with each.</summary>
    public required long Generation { get; init; }

    /// <summary>Which app, after which change, as its tenant sees it.</summary>
    internal AppVersion Version => new(Instance, Generation);

    /// <summary>
    /// Which change is under way: random, so that two callers who want the same do not take each other's for their own; null when the last
    /// one is finished. Only what is finished has been acknowledged; who fails undoes what still bears the id of their change.
    /// </summary>
    public Guid? ChangeId { get; init; }

    /// <summary>What it was before the change that is under way, to go back to; null when none is, or when the app is new by it.</summary>
    public DesiredApp? Former { get; init; }

    /// <summary>What it is.</summary>
    public required AppSpec Spec { get; init; }

    /// <summary>The source that runs it.</summary>
    public required string Source { get; init; }

    /// <summary>What the tenant's isolation asked for when it was decided.</summary>
    public required IsolationSettings Isolation { get; init; }

    /// <summary>Whether a user has stopped it: it holds nothing.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Whether its tenant is suspended: nothing runs, and what it holds is kept.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>How many replicas are to run.</summary>
    public int RunningReplicas => IsStopped || IsSuspended ? 0 : Spec.Replicas;

    /// <summary>Whether what runs has to be replaced to become the other: replicas alone do not make it so.</summary>
    /// <param name="other">What is wanted next.</param>
    public bool Replaces(DesiredApp other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Isolation != other.Isolation || Spec with { Replicas = 1 } != other.Spec with { Replicas = 1 };
    }

    /// <summary>Whether the other is the same app and wants the same, whoever changes it. That its tenant was suspended or resumed since does not count.</summary>
    internal bool WantsWhat(DesiredApp other) =>
        Instance == other.Instance && IsStopped == other.IsStopped && Source == other.Source && Isolation == other.Isolation && Spec == other.Spec;
}
