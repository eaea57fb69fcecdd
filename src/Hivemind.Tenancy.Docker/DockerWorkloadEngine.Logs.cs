using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>What apps write, and what they use.</content>
public sealed partial class DockerWorkloadEngine
{
    private static readonly TimeSpan LookForReplicas = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AppLogLine> ReadLogsAsync(AppKey key, AppLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(query);
        Begin(cancellationToken);
        if (await SnapshotAsync(key, cancellationToken).ConfigureAwait(false) is not var (node, app))
        {
            yield break;
        }

        IEnumerable<AppLogLine>[] lines = await Task.WhenAll(app.Replicas.Select(async r => await LogReader.ReadAsync(node.Client, r.Id, query.Tail, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        AppLogLine[] last = [.. lines.SelectMany(l => l).OrderBy(l => l.At).TakeLast(query.Tail)];
        foreach (AppLogLine line in last)
        {
            yield return line;
        }

        if (!query.Follow)
        {
            yield break;
        }

        Dictionary<string, DateTimeOffset> seen = app.Replicas.ToDictionary(
            r => r.Id, r => last.LastOrDefault(l => l.Replica == r.Id)?.At ?? (query.Tail == 0 ? _time.GetUtcNow() : DateTimeOffset.UnixEpoch), StringComparer.Ordinal);
        await foreach (AppLogLine line in FollowLogsAsync(node, app, seen, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(AppKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Begin(cancellationToken);
        if (await SnapshotAsync(key, cancellationToken).ConfigureAwait(false) is not var (node, app))
        {
            return [];
        }

        ReplicaUsage?[] usages = await Task.WhenAll(app.Replicas.Where(r => r.IsRunning).Select(r => UsageReader.ReadAsync(node.Client, r.Id, cancellationToken))).ConfigureAwait(false);
        return [.. usages.OfType<ReplicaUsage>()];
    }

    /// <summary>Follows every replica, those that are made later too, until the app is removed.</summary>
    private async IAsyncEnumerable<AppLogLine> FollowLogsAsync(
        NodeRuntime node, AppSnapshot first, Dictionary<string, DateTimeOffset> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<AppLogLine> lines = Channel.CreateBounded<AppLogLine>(256);
        Task following = Task.Run(() => FollowReplicasAsync(node, first, seen, lines.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (AppLogLine line in lines.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(false);
        }
    }

    private async Task FollowReplicasAsync(
        NodeRuntime node, AppSnapshot first, Dictionary<string, DateTimeOffset> seen, ChannelWriter<AppLogLine> lines, CancellationToken ending)
    {
        Dictionary<string, Task> followed = new(StringComparer.Ordinal);
        Exception? failure = null;
        try
        {
            AppSnapshot? app = first;
            while (app is not null && app.Desired.Instance == first.Desired.Instance)
            {
                foreach (ReplicaContainer replica in app.Replicas.Where(r => !followed.TryGetValue(r.Id, out Task? task) || (task.IsCompleted && r.IsRunning)))
                {
                    DateTimeOffset since;
                    lock (seen)
                    {
                        since = seen.GetValueOrDefault(replica.Id, DateTimeOffset.UnixEpoch);
                    }

                    followed[replica.Id] = LogReader.FollowAsync(node.Client, replica.Id, since, line => Write(line, replica.Id), ending);
                }

                if (app.OutcomeAt(_time.GetUtcNow()) is not null)
                {
                    break;
                }

                await Task.Delay(LookForReplicas, _time, ending).ConfigureAwait(false);
                app = await node.Reader.FindAsync(first.Anchor.Key, ending).ConfigureAwait(false);
            }

            await Task.WhenAll(followed.Values).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader stops.
        }
        catch (Exception e)
        {
            failure = e;
        }

        lines.TryComplete(failure);

        async ValueTask Write(AppLogLine line, string replica)
        {
            lock (seen)
            {
                seen[replica] = line.At;
            }

            await lines.WriteAsync(line, ending).ConfigureAwait(false);
        }
    }
}
