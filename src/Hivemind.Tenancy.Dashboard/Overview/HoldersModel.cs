namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Who holds most of what a tenant uses.</summary>
public sealed record HoldersModel
{
    private const int Shown = 5;

    private HoldersModel(bool byNamespace, IReadOnlyList<string> resources, IReadOnlyList<HolderRow> rows, int left) =>
        (ByNamespace, Resources, Rows, Left) = (byNamespace, resources, rows, left);

    /// <summary>Whether it is told apart by namespace, rather than by source.</summary>
    public bool ByNamespace { get; }

    /// <summary>The resources of which something is held, in the order of the quotas.</summary>
    public IReadOnlyList<string> Resources { get; }

    /// <summary>The first few, by their largest share of anything.</summary>
    public IReadOnlyList<HolderRow> Rows { get; }

    /// <summary>How many more there are.</summary>
    public int Left { get; }

    /// <summary>Sums up all allocations of a tenant. What is reserved for growth is not among them.</summary>
    internal static HoldersModel Of(IReadOnlyList<Allocation> allocations)
    {
        bool byNamespace = allocations.Any(a => a.Namespace is not null);
        HolderRow[] all = [.. allocations
            .GroupBy(a => byNamespace ? a.Namespace : a.Source.Length > 0 ? a.Source : null, StringComparer.Ordinal)
            .Select(g => new HolderRow(g.Key, g.Count(), Sum(g)))];
        Dictionary<string, decimal> whole = Sum(allocations);
        HolderRow[] ordered = [.. all
            .OrderByDescending(row => row.Held.Max(h => h.Value / whole[h.Key]))
            .ThenBy(row => row.Name, StringComparer.Ordinal)];
        return new HoldersModel(byNamespace, [.. whole.Keys], [.. ordered.Take(Shown)], Math.Max(0, ordered.Length - Shown));
    }

    private static Dictionary<string, decimal> Sum(IEnumerable<Allocation> allocations)
    {
        Dictionary<string, decimal> sums = new(StringComparer.Ordinal);
        foreach ((string resource, decimal amount) in allocations.SelectMany(a => Amount.Parts(a.Amounts)))
        {
            sums[resource] = sums.GetValueOrDefault(resource) + amount;
        }

        return Amount.InOrder(sums, s => s.Key).ToDictionary(StringComparer.Ordinal);
    }
}
