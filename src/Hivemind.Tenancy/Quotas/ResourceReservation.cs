namespace Hivemind.Tenancy;

/// <summary>
/// Resources held for a lease. Disposed without <see cref="CommitAsync"/> it gives everything back; it never frees what was
/// committed. It is the right to what it holds, and acts for what was admitted: its methods do not
/// look at the ambient context, nor at what its user may by now. Do not give it to whom the reservation was not made for; by its id a
/// reservation is committed with <see cref="IQuotaManager.CommitAsync"/>, which asks again. Safe for concurrent use.
/// </summary>
/// <example><code>
/// await using ResourceReservation reservation = await quotas.ReserveAsync(tenantId, amounts);
/// await StartContainerAsync();
/// await reservation.CommitAsync();
/// </code></example>
public abstract class ResourceReservation : IAsyncDisposable
{
    /// <summary>Whose it is.</summary>
    public abstract TenantId TenantId { get; }

    /// <summary>Which tenant of that id.</summary>
    public abstract TenantUid TenantUid { get; }

    /// <summary>The allocation's id, unique within the tenant.</summary>
    public abstract string AllocationId { get; }

    /// <summary>
    /// The number this reservation acts by: it commits, renews and gives back its own admission, or growth, and no other of the id. When
    /// a reconcile may have committed it, undo with <see cref="IQuotaManager.ReleaseAsync"/> and this number.
    /// </summary>
    public abstract long Admission { get; }

    /// <summary>How much it holds; of a growth, what the allocation is to become.</summary>
    public abstract ResourceAmounts Amounts { get; }

    /// <summary>When the lease ends by the store's clock, as far as this object knows; null once committed. For show: no host's clock decides.</summary>
    public abstract DateTimeOffset? ExpiresAt { get; }

    /// <summary>Whether it was reserved before under the same <see cref="ReservationOptions.IdempotencyKey"/>, and nothing was reserved now.</summary>
    public abstract bool IsReplayed { get; }

    /// <summary>Whether it is committed, as far as this object knows.</summary>
    public bool IsCommitted => ExpiresAt is null;

    /// <summary>Makes it permanent, until <see cref="IQuotaManager.ReleaseAsync"/>. Repeats harmlessly.</summary>
    /// <returns>The tenant's status: a deployer that learns of a suspension stops what it started.</returns>
    /// <exception cref="ReservationExpiredException">The lease has ended, it was released, or a newer reservation of the id has taken its place: undo what was started.</exception>
    /// <exception cref="TenantNotFoundException">The tenant is gone.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    public abstract ValueTask<TenantStatus> CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>Extends the lease to <paramref name="lease"/> from now, if that is later. Harmless once committed.</summary>
    /// <param name="lease">1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/>.</param>
    /// <param name="cancellationToken">Cancels before it is extended.</param>
    /// <exception cref="ReservationExpiredException">The lease has ended or it was released.</exception>
    /// <exception cref="TenantNotFoundException">The tenant is gone.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    public abstract ValueTask RenewAsync(TimeSpan? lease = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives back what is not committed. Does not throw: when the store fails it is logged, and the lease ends the hold.
    /// </summary>
    public abstract ValueTask DisposeAsync();
}
