using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>Which node takes an app, and which has it.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <inheritdoc/>
    public async ValueTask<EnginePlacement> PlaceAsync(PlacementRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Begin(cancellationToken);
        if (request.Spec is { } spec && WhyNot(spec) is { } refused)
        {
            return EnginePlacement.Refused(refused);
        }

        (NodeRuntime Node, IsolationVerdict Verdict)[] asked = [.. _nodes
            .Where(n => request.OnlySource is null || n.Name == request.OnlySource)
            .Select(n => (n, request.MayRunOn(n.Client.Node.Node)))];
        NodeRuntime[] allowed = [.. asked.Where(a => a.Verdict.IsAllowed).Select(a => a.Node)];
        if (allowed.Length == 0)
        {
            return EnginePlacement.Refused(string.Join(" ", asked.Select(a => a.Verdict.Reason).DefaultIfEmpty("There is no such node.")));
        }

        if (allowed is [var only])
        {
            // There is nothing to choose: that it answers is enough.
            await only.Client.PingAsync(cancellationToken).ConfigureAwait(false);
            return EnginePlacement.At(only.Name);
        }

        (NodeRuntime Node, int? Load)[] loads = await Task.WhenAll(allowed.Select(n => LoadAsync(n, cancellationToken))).ConfigureAwait(false);
        return loads.Where(l => l.Load is not null).OrderBy(l => l.Load).FirstOrDefault().Node is { } least
            ? EnginePlacement.At(least.Name)
            : throw new WorkloadEngineException($"{string.Join(", ", allowed.Select(n => $"Node '{n.Name}'"))} does not answer.");
    }

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

    /// <summary>How many containers run there, or are wanted; null when it does not answer.</summary>
    private static async Task<(NodeRuntime Node, int? Load)> LoadAsync(NodeRuntime node, CancellationToken cancellationToken)
    {
        try
        {
            return (node, (await node.Anchors.ListAsync([Labels.Is(Labels.Kind, Labels.Replica)], cancellationToken).ConfigureAwait(false)).Count(c => c.State is not "exited"));
        }
        catch (WorkloadEngineException)
        {
            return (node, null);
        }
    }

    /// <summary>What a node has of a key, in one snapshot.</summary>
    private sealed record FoundNode(NodeRuntime Node, Anchor Highest, IReadOnlyList<ContainerListResponse> All);
}
