namespace Hivemind.Tenancy.Storage;

/// <summary>Where a ledger says something else than the allocations it is of. There is none, unless a store was written to past its verbs.</summary>
/// <param name="What">A resource, <c>held</c> or <c>committed</c> (which count allocations), or <c>change</c>.</param>
/// <param name="Kept">What the ledger said, in steps.</param>
/// <param name="Counted">What it says now.</param>
/// <param name="KeptHeld">Of a resource, what of it was held.</param>
/// <param name="CountedHeld">Of a resource, what of it is held.</param>
public sealed record LedgerDeviation(string What, long Kept, long Counted, long KeptHeld = 0, long CountedHeld = 0);
