using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>An app at one moment: its anchor, what it keeps, and its containers.</summary>
internal sealed record AppSnapshot(Anchor Anchor, AppRecord Record, IReadOnlyList<ReplicaContainer> Replicas)
{
    public DesiredApp Desired => Record.Desired;

    /// <summary>Whether a container is this app's, and not left of one that had its name.</summary>
    public bool IsOf(ReplicaContainer replica) => replica.Instance == Desired.Instance.ToString("N");

    /// <summary>Whether a container is what is wanted now.</summary>
    public bool IsCurrent(ReplicaContainer replica) => replica.Revision == Record.Revision && IsOf(replica);

    /// <summary>Whether a container is left of one that had its name, or of before a stop: it ends, whatever is ready.</summary>
    public bool IsLeft(ReplicaContainer replica) => !IsOf(replica) || replica.Generation < Record.Run;

    /// <summary>The containers that are what is wanted now, the last attempt of each place, in the order of places.</summary>
    public IEnumerable<ReplicaContainer> Current => Replicas.Where(IsCurrent).GroupBy(r => r.Slot).Select(g => g.MaxBy(r => r.Attempt)!).OrderBy(r => r.Slot);

    /// <summary>How a job has ended; null while it has not.</summary>
    public JobOutcome? OutcomeAt(DateTimeOffset now) =>
        Desired.Spec.Job is not { } job || Current.FirstOrDefault() is not { IsEnded: true } last ? null
        : last.End?.ExitCode == 0 && last.End.Error is null ? JobOutcome.Succeeded
        : last.Attempt >= job.Retries || IsOverdue(now) ? JobOutcome.Failed
        : null;

    /// <summary>Whether a job was ended because it ran longer than it may.</summary>
    public bool HasOverrun(ReplicaContainer replica) =>
        Desired.Spec.Job is { } job && replica.End is { ExitCode: not 0, Error: null, IsOutOfMemory: false } end && end.At - replica.Since >= job.Deadline;

    /// <summary>Whether a job runs longer than it may, retries included.</summary>
    public bool IsOverdue(DateTimeOffset now) => Desired.Spec.Job is { } job && Current.FirstOrDefault() is { } last && now - last.Since >= job.Deadline;
}
