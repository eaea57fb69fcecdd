namespace Hivemind.Tenancy;

/// <summary>
/// What tenants hold, never over their limits: under any number of threads, processes and crashes the sum of a tenant's
/// allocations never exceeds its effective limit at the moment of admission (adopted strays aside). In a tenant's context
/// only that tenant's allocations exist, and any code in it may reserve, commit, renew, resize, release and look: ask
/// <see cref="IAccessManager"/> first. Only <see cref="GrantGraceAsync"/> and <see cref="ReconcileAsync"/> ask for a permission,
/// <see cref="TenancyPermissions.UpdateQuotas"/> at Global scope. Safe for concurrent use. A call that is cancelled or
/// fails may have taken effect: make it again under the same allocation id. Every method throws
/// <see cref="TenantNotFoundException"/> for a tenant that is absent (except <see cref="ReleaseAsync"/>) or another than the caller's,
/// <see cref="TenancyStoreException"/> when the store fails, and <see cref="TenantContextMissingException"/> when a context
/// is required and there is none.
/// </summary>
public interface IQuotaManager
{
    /// <summary>Holds amounts for a lease: all of them, or none.</summary>
    /// <param name="tenantId">For which tenant.</param>
    /// <param name="amounts">How much; only resources of which some is asked for can refuse.</param>
    /// <param name="options">Allocation id, lease and source.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reservation: commit it, or dispose it to give everything back.</returns>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="AllocationConflictException">The id is live with other amounts.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    ValueTask<ResourceReservation> ReserveAsync(
        TenantId tenantId, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ReserveAsync"/>, but returns the refusal instead of throwing <see cref="QuotaExceededException"/>.</summary>
    ValueTask<ReservationResult> TryReserveAsync(
        TenantId tenantId, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Whether amounts would fit now. A dry run: nothing is held, and the answer may be old at once.</summary>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    ValueTask<QuotaDecision> CheckAsync(TenantId tenantId, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>Makes a hold permanent by its id, for instance on another host than reserved it. Repeats harmlessly.</summary>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    ValueTask CommitAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken = default);

    /// <summary>Extends a hold to <paramref name="lease"/> from now, if that is later. Harmless when it is committed.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="lease">1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>When the lease ends now; null when it is committed.</returns>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, TimeSpan? lease = null, CancellationToken cancellationToken = default);

    /// <summary>Frees an allocation, held or committed, in every status of the tenant. Repeats harmlessly.</summary>
    /// <returns>Whether it was live until now; false also when the tenant is gone, which freed everything it held.</returns>
    ValueTask<bool> ReleaseAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken = default);

    /// <summary>Sets the amounts of a live allocation. Only resources that grow can refuse.</summary>
    /// <exception cref="QuotaExceededException">The growth does not fit; nothing changed.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active (for growth), or neither Active nor Suspended.</exception>
    ValueTask ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ResizeAsync"/>, but returns the refusal instead of throwing <see cref="QuotaExceededException"/>.</summary>
    ValueTask<QuotaDecision> TryResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>What the tenant holds, against its effective limits, and by how much it is over.</summary>
    ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, CancellationToken cancellationToken = default);

    /// <summary>One page of live allocations in ordinal order of their ids.</summary>
    ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lifts the tenant's limits to <paramref name="ceiling"/> until a time, where that is more than the quota. Replaces the
    /// last grant; <see cref="ResourceAmounts.None"/> takes it away, whatever <paramref name="until"/> says. The quota itself is not touched.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="ceiling">Absolute ceilings, not additions.</param>
    /// <param name="until">When it ends; must lie ahead, unless the grant is taken away.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> has passed, and there is a ceiling.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    ValueTask GrantGraceAsync(
        TenantId tenantId, ResourceAmounts ceiling, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings the ledger in line with what one source was seen to run: its committed allocations from before the observation
    /// that were not seen are freed; seen holds are committed; unknown ones are adopted and differing amounts corrected,
    /// even over the limit. Holds that were not seen end by their lease.
    /// </summary>
    /// <returns>The differences.</returns>
    /// <exception cref="ArgumentException">The observation began in the future, or with it a total would exceed 2^63 - 1 units.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<ReconciliationResult> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, CancellationToken cancellationToken = default);
}
