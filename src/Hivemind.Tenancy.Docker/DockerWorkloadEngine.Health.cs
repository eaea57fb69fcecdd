using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <content>What the nodes keep apart.</content>
public sealed partial class DockerWorkloadEngine
{
    /// <summary>
    /// What every node that was tried keeps apart. Networks count as enforced when throw-away containers could not reach each other; storage is
    /// counted, because local volumes have no limit; an app that asks for a node of its own, or for guarantees, runs only on one that is
    /// dedicated to its tenant.
    /// </summary>
    public EngineCapabilities Capabilities => new()
    {
        Network = Reports.Select(r => r.Network).DefaultIfEmpty(EngineSupport.None).Min(),
        NetworkReason = _nodes.Select(WhyNotApart).OfType<string>().FirstOrDefault(),
        Storage = EngineSupport.Accounted,
        Compute = EngineSupport.Enforced,
        ResourceGuarantees = EngineSupport.Enforced,
    };

    /// <summary>What was found on each node that was tried.</summary>
    public IReadOnlyList<DockerNodeReport> Reports => [.. _nodes.Select(n => n.Report).OfType<DockerNodeReport>()];

    /// <summary>Tries with throw-away containers what each node really keeps apart, and remembers it. <c>UseDocker</c> does so when the host starts. Nothing without <see cref="DockerOptions.ProbeImage"/>.</summary>
    /// <returns>What was found; a node that does not answer is left out, and tried when it does.</returns>
    public async ValueTask<IReadOnlyList<DockerNodeReport>> TryNodesAsync(CancellationToken cancellationToken = default)
    {
        if (_options.ProbeImage is not null)
        {
            await Task.WhenAll(_nodes.Select(node =>
            {
                node.Trial = TryAsync;
                return TryAsync(node, cancellationToken);
            })).ConfigureAwait(false);
        }

        return Reports;
    }

    /// <summary>What is wrong with nodes now: null for one that does not answer.</summary>
    internal async Task<IReadOnlyDictionary<string, string?>> FindFaultsAsync(CancellationToken cancellationToken)
    {
        (string Name, bool IsFaulty, string? Fault)[] nodes = await Task.WhenAll(_nodes.Select(async node =>
        {
            try
            {
                await node.Client.PingAsync(cancellationToken).ConfigureAwait(false);
                string? fault = node.Report is { } report ? report.Fault : _options.ProbeImage is null ? null : "It has not been tried yet.";
                return (node.Name, fault is not null, fault);
            }
            catch (WorkloadEngineException)
            {
                return (node.Name, true, null);
            }
        })).ConfigureAwait(false);
        return nodes.Where(n => n.IsFaulty).ToDictionary(n => n.Name, n => n.Fault, StringComparer.Ordinal);
    }

    /// <summary>Why networks do not count as kept apart on a node: the first check that does not hold.</summary>
    private string? WhyNotApart(NodeRuntime node) =>
        node.Report is { } report ? report.Checks.FirstOrDefault(c => c.Part == DockerNodeCheck.NetworkPart && !c.Holds) is { } check ? $"Node '{node.Name}': {check.Name}: {check.Detail}." : null
        : _options.ProbeImage is null ? $"Node '{node.Name}' was not tried: set {nameof(DockerOptions.ProbeImage)}."
        : $"Node '{node.Name}' has not been tried yet.";

    private async Task TryAsync(NodeRuntime node, CancellationToken cancellationToken)
    {
        try
        {
            node.Report = await new NodeTrial(node.Client, node.Images, _options, _options.ProbeImage!, _time).RunAsync(cancellationToken).ConfigureAwait(false);
            _logger.Log.Tried(node.Name, $"{node.Report.Network}", $"{node.Report.Compute}");
        }
        catch (WorkloadEngineException e)
        {
            node.Report = null;
            _logger.Log.TrialFailed(node.Name, e);
        }
    }
}
