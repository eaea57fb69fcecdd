namespace Hivemind.Tenancy.Storage;

/// <summary>What a store did in <see cref="ITenantStore.ReconcileAsync"/>.</summary>
/// <param name="Result">The differences found and mended.</param>
/// <param name="Events">The events recorded; empty when nothing differed.</param>
public readonly record struct ReconciliationOutcome(ReconciliationResult Result, IReadOnlyList<TenancyEvent> Events);
