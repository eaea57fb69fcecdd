using System.Globalization;

using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>An app as callers of engines see it.</summary>
internal static class AppView
{
    /// <param name="app">The app as it is.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="isReady">Whether a container that runs is ready.</param>
    /// <param name="waiting">Why containers that are wanted are not made; null when there is nothing to say.</param>
    /// <param name="now">Now.</param>
    public static EngineApp Of(AppSnapshot app, Node node, Func<ReplicaContainer, bool> isReady, string? waiting, DateTimeOffset now)
    {
        HashSet<string> last = [.. app.Replicas.GroupBy(r => (r.Revision, r.Instance, r.Slot)).Select(g => g.MaxBy(r => r.Attempt)!.Id)];
        JobOutcome? outcome = app.OutcomeAt(now);
        List<EngineReplica> replicas = [.. app.Replicas.Where(r => last.Contains(r.Id) && r.State != "removing").Select(r => Of(app, r, node, isReady))];
        if (waiting is not null && outcome is null && app.Desired.RunningReplicas > 0 && !app.Current.Any())
        {
            replicas.Add(new EngineReplica(Names.Replica(app.Anchor.Key, app.Record.Revision, 0, 0), ReplicaState.Pending, IsCurrent: true, now) { Node = node, Reason = waiting });
        }

        return new EngineApp(app.Desired, replicas) { Outcome = outcome };
    }

    private static EngineReplica Of(AppSnapshot app, ReplicaContainer replica, Node node, Func<ReplicaContainer, bool> isReady)
    {
        ReplicaState state = replica.IsRunning ? isReady(replica) ? ReplicaState.Ready : ReplicaState.Running
            : replica.IsEnded ? ReplicaState.Exited
            : ReplicaState.Pending;
        return new EngineReplica(replica.Id, state, app.IsCurrent(replica), replica.End?.At ?? replica.Created)
        {
            Amounts = replica.Amounts,
            Shared = replica.Shared,
            Node = node,
            ExitCode = replica.IsEnded ? replica.End?.ExitCode : null,
            OutOfMemoryAt = replica.OutOfMemoryAt,
            Reason = app.HasOverrun(replica) ? string.Create(CultureInfo.InvariantCulture, $"It ran longer than its deadline of {app.Desired.Spec.Job!.Deadline.TotalSeconds} s.") : replica.End?.Reason,
        };
    }
}
