namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// An <see cref="AllocationState"/>, with one column for each known resource beside these. Times are UTC ticks, amounts steps. What has
/// ended may still be there: it counts in the ledger until a step sweeps it.
/// </summary>
internal sealed class AllocationRow
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public required string TenantUid { get; init; }

    /// <summary>JSON map of the amounts of other resources; null for none.</summary>
    public string? Other { get; init; }

    public required string Source { get; init; }

    public string? Namespace { get; init; }

    /// <summary>JSON map; null for none.</summary>
    public string? Labels { get; init; }

    public long Admission { get; init; }

    public long Change { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>Since when it holds what it holds, as far as no usage record says so.</summary>
    public long SinceAt { get; init; }

    /// <summary>When the lease ends; null when it is committed.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>1 when an observation found it and none has confirmed it.</summary>
    public int IsAdopted { get; init; }

    /// <summary>JSON map of what all its resources are to become; null when no growth is reserved.</summary>
    public string? GrowthTarget { get; init; }

    public long? GrowthNumber { get; init; }

    public long? GrowthExpiresAt { get; init; }

    public long GrownBy { get; init; }

    /// <summary>When the first of its leases ends; null when it has none. Indexed: what has ended is found by it.</summary>
    public long? EndsAt { get; init; }
}
