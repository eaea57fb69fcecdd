using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>Which node has an app.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <summary>The node that has something of a key; null when every node answers and none has.</summary>
    /// <exception cref="WorkloadEngineException">None of those that answer has it, and one does not answer.</exception>
    private async Task<NodeRuntime?> FindNodeAsync(string key, CancellationToken cancellationToken)
    {
        WorkloadEngineException? silent = null;
        (NodeRuntime Node, bool Has, WorkloadEngineException? Silent)[] asked = await Task.WhenAll(_nodes.Select(async node =>
        {
            try
            {
                return (node, (await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false)).Highest is not null, silent);
            }
            catch (WorkloadEngineException e)
            {
                return (node, false, e);
            }
        })).ConfigureAwait(false);
        silent = asked.Select(a => a.Silent).FirstOrDefault(e => e is not null);
        return asked.FirstOrDefault(a => a.Has).Node ?? (silent is null ? null : throw silent);
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
