namespace Hivemind.Tenancy;

/// <summary>What differed between the ledger and an observation, by allocation id, each in ordinal order.</summary>
public sealed record ReconciliationResult
{
    /// <summary>Nothing differed.</summary>
    public static ReconciliationResult None { get; } = new();

    /// <summary>Committed and adopted allocations of the source that it no longer runs: freed.</summary>
    public IReadOnlyList<string> Freed { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Held allocations that run: committed.</summary>
    public IReadOnlyList<string> Committed { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>What runs and the ledger did not know: held for now, even over the limit; a later observation commits it or frees it.</summary>
    public IReadOnlyList<string> Adopted { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Allocations of which more runs than they had: raised, even over the limit.</summary>
    public IReadOnlyList<string> Raised { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Allocations of which less runs than they have: left as they are.</summary>
    public IReadOnlyList<AllocationDifference> Differing { get; init => field = ValueList<AllocationDifference>.Create(value); } = ValueList<AllocationDifference>.Empty;

    /// <summary>Observed allocations that another source holds: left as they are.</summary>
    public IReadOnlyList<string> Conflicting { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>What runs for a tenant that is Terminating or gone (the mark's uid): to be removed from the engine.</summary>
    public IReadOnlyList<string> Orphaned { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Whether the ledger was changed.</summary>
    public bool HasChanged => Freed.Count + Committed.Count + Adopted.Count + Raised.Count > 0;

    /// <summary>Whether nothing differed.</summary>
    public bool IsEmpty => !HasChanged && Differing.Count + Conflicting.Count + Orphaned.Count == 0;

    /// <summary>What this and a later part of the same observation found together: stores work in slices.</summary>
    public ReconciliationResult And(ReconciliationResult later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new ReconciliationResult
        {
            Freed = [.. Freed, .. later.Freed],
            Committed = [.. Committed, .. later.Committed],
            Adopted = [.. Adopted, .. later.Adopted],
            Raised = [.. Raised, .. later.Raised],
            Differing = [.. Differing, .. later.Differing],
            Conflicting = [.. Conflicting, .. later.Conflicting],
            Orphaned = [.. Orphaned, .. later.Orphaned],
        };
    }
}
