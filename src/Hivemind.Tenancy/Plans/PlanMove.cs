namespace Hivemind.Tenancy;

/// <summary>How one tenant goes, or went, to a version of a plan.</summary>
/// <param name="Tenant">The tenant, by its uid.</param>
/// <param name="From">The version that it was on; null for none.</param>
/// <param name="To">The version that it goes to.</param>
public sealed record PlanMove(TenantReference Tenant, PlanReference? From, PlanReference To)
{
    /// <summary>What changes, in the order of the members and their keys; empty where everything stays but the plan's name and version.</summary>
    public IReadOnlyList<PlanChange> Changes { get; init => field = ValueList<PlanChange>.Create(value); } = ValueList<PlanChange>.Empty;

    /// <summary>Why the tenant cannot be moved as it is now; null, as it is unless set, when it can, or is.</summary>
    public string? Problem { get; init; }
}
