namespace Hivemind.Tenancy;

/// <summary>How to reserve. Everything may be left out.</summary>
public readonly record struct ReservationOptions
{
    /// <summary>
    /// The allocation's id, 1 to 256 characters, unique within the tenant; null for a random one. Give one to make the call
    /// repeatable: a live id with equal amounts returns the same allocation. Every reservation returned for it is the same
    /// hold: one that is disposed without a commit gives it back for all.
    /// </summary>
    public string? AllocationId { get; init; }

    /// <summary>How long it is held without a commit, 1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/> (30 s).</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>Which engine or host holds it, 1 to 256 characters, so that <see cref="IQuotaManager.ReconcileAsync"/> finds it; null when no one reconciles it.</summary>
    public string? Source { get; init; }
}
