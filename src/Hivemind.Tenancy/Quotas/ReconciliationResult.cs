namespace Hivemind.Tenancy;

/// <summary>The differences between the ledger and an observation, by allocation id, each in ordinal order.</summary>
public sealed record ReconciliationResult
{
    /// <summary>Nothing differed.</summary>
    public static ReconciliationResult None { get; } = new();

    /// <summary>Committed allocations of the source that were not observed: freed.</summary>
    public IReadOnlyList<string> Freed { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Held allocations that were observed: committed.</summary>
    public IReadOnlyList<string> Committed { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Observed allocations the ledger did not know: committed, even over the limit.</summary>
    public IReadOnlyList<string> Adopted { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Allocations whose amounts differed: set to what was observed, even over the limit.</summary>
    public IReadOnlyList<string> Corrected { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Observed allocations that another source holds: left as they are.</summary>
    public IReadOnlyList<string> Conflicting { get; init => field = ValueList<string>.Create(value); } = ValueList<string>.Empty;

    /// <summary>Whether nothing differed.</summary>
    public bool IsEmpty => Freed.Count + Committed.Count + Adopted.Count + Corrected.Count + Conflicting.Count == 0;
}
