using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>Which node has an app.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <summary>The node that has something of a key; null when every node answers and none has.</summary>
    /// <exception cref="WorkloadEngineException">None of those that answer has it, and one does not answer.</exception>
    private async Task<NodeRuntime?> FindNodeAsync(string key, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<(NodeRuntime Node, bool Has, WorkloadEngineException? Silent)>> asked = [.. _nodes.Select(n => AskAsync(n, key, enough.Token))];
        WorkloadEngineException? silent = null;
        while (asked.Count > 0)
        {
            // One that does not answer holds nobody up whose app is elsewhere.
            Task<(NodeRuntime Node, bool Has, WorkloadEngineException? Silent)> next = await Task.WhenAny(asked).ConfigureAwait(false);
            asked.Remove(next);
            (NodeRuntime node, bool has, WorkloadEngineException? error) = await next.ConfigureAwait(false);
            if (has)
            {
                await enough.CancelAsync().ConfigureAwait(false);
                return node;
            }

            silent ??= error;
        }

        return silent is null ? null : throw silent;
    }

    private static async Task<(NodeRuntime Node, bool Has, WorkloadEngineException? Silent)> AskAsync(NodeRuntime node, string key, CancellationToken cancellationToken)
    {
        try
        {
            return (node, (await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false)).Highest is not null, null);
        }
        catch (WorkloadEngineException e)
        {
            return (node, false, e);
        }
    }

    /// <summary>An app is at one node only. Nodes that are one engine by several names show the same anchor.</summary>
    private async Task EnsureNowhereElseAsync(AppKey key, NodeRuntime node, string? anchor, CancellationToken cancellationToken)
    {
        string name = Names.KeyOf(_options.Platform, key);
        foreach (NodeRuntime other in _nodes.Where(n => n != node))
        {
            if (await other.Reader.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found && found.Anchor.Id != anchor)
            {
                throw new GenerationConflictException(key, 0, found.Desired.Generation);
            }
        }
    }
}
