namespace Hivemind.Tenancy;

/// <summary>An allocation of which less was seen in use than is committed. Lower it, once a later mark confirms it, with <see cref="IQuotaManager.LowerAsync"/>.</summary>
/// <param name="Id">The allocation.</param>
/// <param name="Committed">What is committed.</param>
/// <param name="Observed">What was seen.</param>
/// <param name="Change">The <see cref="Allocation.Change"/> that this rests on.</param>
public sealed record AllocationDifference(string Id, ResourceAmounts Committed, ResourceAmounts Observed, long Change);
