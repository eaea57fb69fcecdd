namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What was done under an <see cref="IdempotencyKey"/>, as a store keeps it: one for each scope and key, written in the step that made what
/// it names. It outlives that, and its tenant, until it <see cref="IdempotencyRules.HasEnded"/>.
/// </summary>
/// <param name="Fingerprint">Of the request.</param>
/// <param name="Made">What kind of thing was made, and where.</param>
/// <param name="TenantUid">Of the tenant that was made, or in which; null for a binding, whose scope says it.</param>
/// <param name="AllocationId">Of the allocation that was made; null for what is none.</param>
/// <param name="Admission">Its admission number; 0 for what is none.</param>
/// <param name="CreatedAt">The store's time of the step.</param>
public sealed record IdempotencyRecord(
    string Fingerprint, string Made, TenantUid? TenantUid, string? AllocationId, long Admission, DateTimeOffset CreatedAt);
