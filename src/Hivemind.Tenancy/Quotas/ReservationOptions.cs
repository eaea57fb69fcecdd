namespace Hivemind.Tenancy;

/// <summary>How to reserve. Everything may be left out.</summary>
public readonly record struct ReservationOptions
{
    /// <summary>
    /// The allocation's id, 1 to 256 characters, unique within the tenant; null for a random one. Give one to make the call
    /// repeatable: a live id with equal amounts is joined, committed if it is, under a new admission number. Then the newest
    /// reservation acts on it, and older ones act on nothing.
    /// </summary>
    public string? AllocationId { get; init; }

    /// <summary>
    /// Under which it is reserved once, on whichever host; null for none. Asked for again with it, the same reservation is returned, as
    /// that is now (<see cref="ResourceReservation.IsReplayed"/>); once it was given back, has ended or was reserved anew, it is refused.
    /// </summary>
    public IdempotencyKey? IdempotencyKey { get; init; }

    /// <summary>How long it is held without a commit, 1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/> (30 s).</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>The namespace of the tenant it stands in; null for none. A namespace cannot be taken away while an allocation names it.</summary>
    public string? Namespace { get; init; }

    /// <summary>The host's own marks, up to 64, as those of a <see cref="Tenant"/>; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Which engine or host holds it, 1 to 256 characters, so that <see cref="IQuotaManager.ReconcileAsync"/> finds it; null when no one reconciles it.</summary>
    public string? Source { get; init; }
}
