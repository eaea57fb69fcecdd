namespace Hivemind.Tenancy;

/// <summary>
/// How far a tenant's ledger had come before an engine was looked at: what changed after it, an observation says nothing about. No
/// clock is compared. Read with <see cref="IQuotaManager.ReadMarksAsync"/>, always before looking.
/// </summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="TenantUid">Which tenant of that id.</param>
/// <param name="Change">Its number of changes then.</param>
public sealed record ReconciliationMark(TenantId TenantId, TenantUid TenantUid, long Change);
