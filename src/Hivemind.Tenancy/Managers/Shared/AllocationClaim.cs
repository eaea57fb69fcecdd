namespace Hivemind.Tenancy;

/// <summary>Ids of allocations that a package keeps for itself: those that begin so.</summary>
internal sealed record AllocationClaim(string Prefix);
