namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What was done under an idempotency key, see <see cref="IdempotencyRecord"/>: it refers to nothing, because it outlives what it names.</summary>
internal sealed class IdempotencyKeyRow
{
    public required string Scope { get; init; }

    public required string Key { get; init; }

    public required string Fingerprint { get; init; }

    public required string Made { get; init; }

    public string? TenantUid { get; init; }

    public string? AllocationId { get; init; }

    public required long Admission { get; init; }

    public required long CreatedAt { get; init; }
}
