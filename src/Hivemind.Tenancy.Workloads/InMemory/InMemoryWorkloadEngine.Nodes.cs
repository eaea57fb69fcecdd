namespace Hivemind.Tenancy.Workloads;

/// <content>Its nodes, each of which is a source, and which of them takes an app.</content>
public sealed partial class InMemoryWorkloadEngine
{
    private readonly List<Node> _nodes = [new Node("memory")];

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources
    {
        get
        {
            lock (_gate)
            {
                return [.. _nodes.Select(n => n.Name)];
            }
        }
    }

    /// <summary>Adds a node, which is a source of its name.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void AddNode(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_gate)
        {
            if (_nodes.Exists(n => n.Name == node.Name))
            {
                throw new ArgumentException($"There is a node '{node.Name}' already.", nameof(node));
            }

            _nodes.Add(node);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EnginePlacement> PlaceAsync(PlacementRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await Faults.BeginAsync(nameof(PlaceAsync), cancellationToken).ConfigureAwait(false);
        EnginePlacement placement;
        if (request.Spec is { Secrets: { Count: > 0 } secrets } && _secrets is null)
        {
            return EnginePlacement.Refused($"The host has no {nameof(ISecretResolver)}, and secret '{secrets.Values.First().Name}' is asked for.");
        }

        lock (_gate)
        {
            (Node Node, IsolationVerdict Verdict)[] asked = [.. _nodes
                .Where(n => request.OnlySource is null || n.Name == request.OnlySource)
                .Select(n => (n, request.MayRunOn(n)))];
            Node[] allowed = [.. asked.Where(a => a.Verdict.IsAllowed).Select(a => a.Node)];
            Node? least = allowed.Where(n => !Faults.IsSilent(n.Name)).MinBy(n => _apps.Values.Concat(_ending.Values).Where(a => a.Desired.Source == n.Name).Sum(a => a.Running));
            if (least is null)
            {
                Array.ForEach(allowed, n => EnsureAnswers(n.Name));
            }

            placement = least is not null
                ? EnginePlacement.At(least.Name)
                : EnginePlacement.Refused(string.Join(" ", asked.Select(a => a.Verdict.Reason).DefaultIfEmpty("There is no such node.")));
        }

        Faults.End(nameof(PlaceAsync));
        return placement;
    }
}
