namespace Hivemind.Tenancy.Storage;

/// <summary>What became of a plan that was to be published.</summary>
/// <param name="Plan">Its latest version.</param>
/// <param name="Event">The event as recorded; null when the latest version said the same, and nothing was published.</param>
public readonly record struct PlanWritten(TenantPlan Plan, TenancyEvent? Event);
