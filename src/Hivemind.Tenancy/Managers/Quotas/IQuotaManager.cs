namespace Hivemind.Tenancy;

/// <summary>
/// What tenants hold, never over their limits: under any number of threads, processes and crashes the sum of a tenant's
/// allocations never exceeds its effective limit at the moment of admission (adopted strays aside). In a tenant's context
/// only that tenant's allocations exist, and any code in it may reserve, commit, renew, resize, lower, release and look: ask
/// <see cref="IAccessManager"/> first. In a user's context a tenant without access is not found, looking asks for nothing more, and each of
/// these changes asks for <see cref="TenancyPermissions.UpdateAllocations"/> at the tenant. <see cref="ListUsageAsync"/>
/// (unless it names tenants: then as looking), <see cref="GrantGraceAsync"/>, <see cref="ReadMarksAsync"/>, <see cref="ReconcileAsync"/> and <see cref="RecomputeAsync"/> ask a user, in a
/// tenant or in none, for <see cref="TenancyPermissions.UpdateQuotas"/> at Global scope. In a System context everything may be done.
/// An allocation that a package has claimed (<c>ClaimAllocations</c>) is looked at by whom it would be otherwise, and changed in System contexts only.
/// Safe for concurrent use. A call that is cancelled or
/// fails may have taken effect: make it again under the same allocation id. Every method throws
/// <see cref="TenantNotFoundException"/> for a tenant that is absent (except <see cref="ReleaseAsync"/>) or another than the caller's,
/// <see cref="TenantAccessDeniedException"/> when a permission is missing or the allocation is claimed, <see cref="TenancyStoreException"/> when the store fails, and
/// <see cref="TenantContextMissingException"/> without a context or in a visitor's.
/// </summary>
public interface IQuotaManager
{
    /// <summary>Holds amounts for a lease: all of them, or none.</summary>
    /// <param name="tenant">For which tenant.</param>
    /// <param name="amounts">How much; only resources of which some is asked for can refuse.</param>
    /// <param name="options">Allocation id, lease, source, and a key under which it is done once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reservation: commit it, or dispose it to give everything back.</returns>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="AllocationConflictException">The id is live with other amounts.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or what was reserved under it is gone.</exception>
    ValueTask<ResourceReservation> ReserveAsync(
        TenantReference tenant, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ReserveAsync"/>, but returns the refusal instead of throwing <see cref="QuotaExceededException"/>.</summary>
    ValueTask<ReservationResult> TryReserveAsync(
        TenantReference tenant, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Whether amounts would fit now. A dry run: nothing is held, and the answer may be old at once.</summary>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>Makes a hold, or the growth reserved for what is committed, permanent by its id, for instance on another host than reserved it. Repeats harmlessly.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="admission">The <see cref="ResourceReservation.Admission"/> that is meant; null for whichever holds the id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tenant's status.</returns>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id, or not by that number.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    ValueTask<TenantStatus> CommitAsync(
        TenantReference tenant, string allocationId, long? admission = null, CancellationToken cancellationToken = default);

    /// <summary>Extends a hold to <paramref name="lease"/> from now, if that is later. Harmless when it is committed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="lease">1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>When the lease ends now; null when it is committed.</returns>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, TimeSpan? lease = null, CancellationToken cancellationToken = default);

    /// <summary>Frees an allocation, held or committed, in every status of the tenant. Repeats harmlessly.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="admission">The <see cref="Allocation.Admission"/> that is meant (of a growth: then only that is forgotten); null for whichever holds the id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was live until now; false also when the tenant is gone, which freed everything it held.</returns>
    ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reserves what a live allocation is to become, before it is applied: the larger of the two counts until the reservation is
    /// committed, which makes the target the amounts, or given back or ended, which forgets it. An equal target joins; one that is
    /// reached is answered as committed; releasing the allocation ends it.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="target">What its amounts shall be, not how much more. Only resources that grow can refuse.</param>
    /// <param name="lease">1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QuotaExceededException">The growth does not fit; nothing changed.</exception>
    /// <exception cref="AllocationConflictException">Another target is reserved.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    ValueTask<ResourceReservation> ReserveGrowthAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan? lease = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ReserveGrowthAsync"/>, but returns the refusal instead of throwing <see cref="QuotaExceededException"/>.</summary>
    ValueTask<ReservationResult> TryReserveGrowthAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan? lease = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the amounts of a live allocation at once: growth is reserved and committed, the rest lowered. Only resources that grow can refuse.</summary>
    /// <exception cref="AllocationConflictException">Growth to another target is reserved.</exception>
    /// <exception cref="QuotaExceededException">The growth does not fit; nothing changed.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active (for growth), or neither Active nor Suspended.</exception>
    ValueTask ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ResizeAsync"/>, but returns the refusal instead of throwing <see cref="QuotaExceededException"/>.</summary>
    ValueTask<QuotaDecision> TryResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lowers the amounts of an allocation to what was decided, if nothing has touched it since: a decision that comes late does
    /// nothing. Only what is lower is taken over. Lowered to <see cref="ResourceAmounts.None"/> it is freed, in every status of the tenant.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="amounts">What it shall hold at most; nothing frees it.</param>
    /// <param name="change">The <see cref="Allocation.Change"/> that the decision rests on.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether anything was lowered.</returns>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended, and it is lowered to something.</exception>
    ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken = default);

    /// <summary>
    /// What all tenants hold, in pages, the worst first. Needs <see cref="TenancyPermissions.UpdateQuotas"/> at Global scope. With
    /// <see cref="UsageQuery.Tenants"/>, what those hold, read at once; then each that is named needs what <see cref="GetUsageAsync"/> needs, and
    /// nothing more. In a System context, without one, and for a user in no tenant who holds something at Global scope, those that are gone are left out.
    /// </summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    /// <exception cref="TenantNotFoundException">A tenant that is named is not there for the caller, as with <see cref="GetUsageAsync"/>.</exception>
    ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>What the tenant holds, against its effective limits, and by how much it is over.</summary>
    ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>One page of live allocations in ordinal order of their ids.</summary>
    ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lifts the tenant's limits to <paramref name="ceiling"/> until a time, where that is more than the quota. Replaces the
    /// last grant; <see cref="ResourceAmounts.None"/> takes it away, whatever <paramref name="until"/> says. The quota itself is not touched.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ceiling">Absolute ceilings, not additions.</param>
    /// <param name="until">When it ends; must lie ahead, unless the grant is taken away.</param>
    /// <param name="expected">When given, only if exactly this is in force in the step that writes; null for whatever is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> has passed by the store's clock, and there is a ceiling.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="GraceConflictException">Something else is in force than <paramref name="expected"/> says; nothing was changed.</exception>
    ValueTask GrantGraceAsync(
        TenantReference tenant, ResourceAmounts ceiling, DateTimeOffset until, ExpectedGrace? expected = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// How far the ledgers of tenants have come, to be read before an engine is looked at: what changes later, the observation says
    /// nothing about. Tenants that do not exist are left out.
    /// </summary>
    /// <param name="tenants">Up to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(
        IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings the ledger in line with what one source was seen to run; what changed after the mark is left alone. Committed and adopted
    /// allocations of the source that do not run are freed, never a reserved hold, and none with reserved growth; holds that run are
    /// committed; amounts are raised to what runs, even over the limit, and never lowered. What runs and nobody admitted is held for five
    /// minutes, or twice the interval of observation if that is longer: a later observation commits it or frees it. What runs for a tenant
    /// that is Terminating or gone is orphaned.
    /// </summary>
    /// <returns>The differences.</returns>
    /// <exception cref="ArgumentException">The mark lies ahead of the ledger, or with the observation a total would exceed 2^63 - 1 steps.</exception>
    /// <exception cref="AllocationLimitException">The tenant would hold more than a tenant may.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<ReconciliationResult> ReconcileAsync(AllocationObservation observation, CancellationToken cancellationToken = default);

    /// <summary>Counts what the tenant holds anew and says what differed from the totals that are kept: nothing, unless its store was written to past this library.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask<IReadOnlyList<Storage.LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken = default);
}
