namespace Hivemind.Tenancy.Storage;

/// <summary>What <see cref="ReconcileRules.Reconcile"/> decided over one range of ids, and what a store is to write of it.</summary>
public sealed class ReconciliationStep
{
    internal ReconciliationStep()
    {
    }

    /// <summary>The allocations to add or write.</summary>
    public IReadOnlyList<AllocationState> Written => WrittenList;

    /// <summary>The allocations to remove.</summary>
    public IReadOnlyList<AllocationState> Removed => RemovedList;

    /// <summary>The same for the caller.</summary>
    public ReconciliationResult Result => new()
    {
        Freed = Sorted(Freed),
        Committed = Sorted(Committed),
        Adopted = Sorted(Adopted),
        Raised = Sorted(Raised),
        Differing = [.. Differing.OrderBy(d => d.Id, StringComparer.Ordinal)],
        Conflicting = Sorted(Conflicting),
        Orphaned = Sorted(Orphaned),
    };

    internal List<AllocationState> WrittenList { get; } = [];

    internal List<AllocationState> RemovedList { get; } = [];

    internal List<string> Freed { get; } = [];

    internal List<string> Committed { get; } = [];

    internal List<string> Adopted { get; } = [];

    internal List<string> Raised { get; } = [];

    internal List<AllocationDifference> Differing { get; } = [];

    internal List<string> Conflicting { get; } = [];

    internal List<string> Orphaned { get; } = [];

    private static List<string> Sorted(List<string> ids)
    {
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
