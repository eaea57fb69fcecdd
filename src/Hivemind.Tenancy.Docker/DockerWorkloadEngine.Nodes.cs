using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>Which node has an app.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <summary>The node that has something of a key, and what it has; null when every node answers and none has.</summary>
    /// <exception cref="WorkloadEngineException">None of those that answer has it, and one does not answer.</exception>
    private async Task<FoundNode?> FindNodeAsync(string key, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<(FoundNode? Found, WorkloadEngineException? Silent)>> asked = [.. _nodes.Select(n => AskAsync(n, key, enough.Token))];
        WorkloadEngineException? silent = null;
        while (asked.Count > 0)
        {
            // One that does not answer holds nobody up whose app is elsewhere.
            Task<(FoundNode? Found, WorkloadEngineException? Silent)> next = await Task.WhenAny(asked).ConfigureAwait(false);
            asked.Remove(next);
            (FoundNode? found, WorkloadEngineException? error) = await next.ConfigureAwait(false);
            if (found is not null)
            {
                await enough.CancelAsync().ConfigureAwait(false);
                return found;
            }

            silent ??= error;
        }

        return silent is null ? null : throw silent;
    }

    private static async Task<(FoundNode? Found, WorkloadEngineException? Silent)> AskAsync(NodeRuntime node, string key, CancellationToken cancellationToken)
    {
        try
        {
            (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
            return (highest is null ? null : new FoundNode(node, highest, all), null);
        }
        catch (WorkloadEngineException e)
        {
            return (null, e);
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

    /// <summary>What a node has of a key, in one snapshot.</summary>
    private sealed record FoundNode(NodeRuntime Node, Anchor Highest, IReadOnlyList<ContainerListResponse> All);
}
