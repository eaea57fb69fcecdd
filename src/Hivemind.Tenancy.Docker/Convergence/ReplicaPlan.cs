using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What brings an app nearer to what is wanted: containers to make and to remove, and when to look again though nothing is said.</summary>
/// <param name="Make">The containers to make, each before what it follows is removed.</param>
/// <param name="Remove">The containers to remove.</param>
/// <param name="LookAgain">After how long something is due by itself; null for never.</param>
internal sealed record ReplicaPlan(IReadOnlyList<PlannedReplica> Make, IReadOnlyList<ReplicaContainer> Remove, TimeSpan? LookAgain)
{
    /// <summary>How long who makes a container may take to start it: after that somebody else makes it anew.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MostBackoff = TimeSpan.FromMinutes(1);

    /// <summary>A pure function of what is there.</summary>
    /// <param name="app">The app as it is.</param>
    /// <param name="isReady">Whether a container that runs is ready.</param>
    /// <param name="now">Now, by the host's clock.</param>
    public static ReplicaPlan Of(AppSnapshot app, Func<ReplicaContainer, bool> isReady, DateTimeOffset now)
    {
        ReplicaContainer[] current = [.. app.Current];
        ReplicaContainer[] others = [.. app.Replicas.Except(current)];
        if (app.Desired.IsStopped || (app.Desired.RunningReplicas == 0 && app.OutcomeAt(now) is null))
        {
            return new ReplicaPlan([], app.Replicas, null);
        }

        if (app.OutcomeAt(now) is not null)
        {
            return new ReplicaPlan([], others, null);
        }

        if (app.IsOverdue(now) && current is [{ IsEnded: false }])
        {
            return new ReplicaPlan([], others, null) { End = current };
        }

        return Running(app, current, others, isReady, now);
    }

    /// <summary>The containers that run longer than they may, to be ended and kept.</summary>
    public IReadOnlyList<ReplicaContainer> End { get; init; } = [];

    private static ReplicaPlan Running(
        AppSnapshot app, ReplicaContainer[] current, ReplicaContainer[] others, Func<ReplicaContainer, bool> isReady, DateTimeOffset now)
    {
        int wanted = app.Desired.RunningReplicas;
        List<PlannedReplica> make = [];
        ReplicaContainer[] ending = [.. others.Where(r => !r.IsEnded && app.IsLeft(r))];
        List<ReplicaContainer> remove = [.. current.Where(r => r.Slot >= wanted), .. others.Where(r => app.IsCurrent(r) || r.IsEnded), .. ending];
        TimeSpan? lookAgain = app.Desired.Spec.Job is { } job && current is [var first, ..] ? first.Since + job.Deadline - now : null;
        ReplicaContainer[] kept = [.. current.Where(r => r.Slot < wanted)];
        foreach (ReplicaContainer ended in kept.Where(r => r.IsEnded && IsStartedAgain(app.Desired.Spec, r)))
        {
            TimeSpan left = ended.End!.At + Backoff(ended.Attempt) - now;
            lookAgain = Sooner(lookAgain, left);
            if (left <= TimeSpan.Zero)
            {
                make.Add(new PlannedReplica(ended.Slot, ended.Attempt + 1, ended.Since, ended.OutOfMemoryAt));
            }
        }

        foreach (ReplicaContainer waiting in kept.Where(r => r is { State: "created", End: null }))
        {
            TimeSpan left = waiting.Created + StartLimit - now;
            lookAgain = Sooner(lookAgain, left);
            if (left <= TimeSpan.Zero)
            {
                remove.Add(waiting);
            }
        }

        ReplicaContainer[] former = [.. others.Where(r => !app.IsCurrent(r) && !r.IsEnded && !app.IsLeft(r))];
        int ready = kept.Count(isReady);
        remove.AddRange(former.Take(ready + former.Length - wanted));
        IEnumerable<int> missing = Enumerable.Range(0, wanted).Except(kept.Select(r => r.Slot));
        bool mayStartNext = former.Length == 0 || ready == kept.Length;

        // What still ends takes the place of others: no more are there than are held.
        int there = former.Length + ending.Length;
        int room = Math.Max(wanted, there) - there - kept.Length + (former.Length > 0 ? 1 : 0);
        int most = former.Length == 0 ? wanted : mayStartNext ? 1 : 0;
        make.AddRange(missing.Take(Math.Min(most, Math.Max(room, 0))).Select(slot => new PlannedReplica(slot)));
        return new ReplicaPlan(make, remove, lookAgain);
    }

    /// <summary>What the engine does not start again by itself, and is to be.</summary>
    private static bool IsStartedAgain(AppSpec spec, ReplicaContainer ended) =>
        spec.Job is not null || spec.Restart == RestartPolicy.Always || (spec.Restart == RestartPolicy.OnFailure && (ended.End!.ExitCode != 0 || ended.End.Error is not null));

    private static TimeSpan Backoff(int attempt)
    {
        TimeSpan backoff = TimeSpan.FromSeconds(1 << Math.Min(attempt, 6));
        return backoff < MostBackoff ? backoff : MostBackoff;
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan other) => one is null || other < one ? other : one;
}
