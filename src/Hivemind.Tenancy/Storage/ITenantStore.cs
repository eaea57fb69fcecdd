namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Where tenants and what they hold are kept: one interface, because a limit and the usage under it may never be read at
/// two moments. For adapter authors; hosts use <see cref="ITenantManager"/> and <see cref="IQuotaManager"/>. A store never
/// authorizes and never looks at the ambient context. It is safe for concurrent use, by several hosts if it is shared.
/// <list type="bullet">
/// <item>Each verb is one atomic step: it takes effect whole or not at all. Verbs that decide over a tenant's allocations
/// read its status, expiry, grace, limits and threshold state under one lock, which changes of the tenant take too.</item>
/// <item>Events given to a verb are appended to the log in the same step, with the next <see cref="TenancyEvent.Sequence"/>,
/// and returned as recorded, together with the threshold crossings the step caused.</item>
/// <item>Thresholds are judged by what a step comes to, not by what lies within it: a verb that returns events fires those that
/// are reached and have not fired; every verb re-arms those that the total has fallen below. What a verb that returns no
/// events comes upon is left to the next one that does.</item>
/// <item>Time is given by the caller, in whole microseconds. A hold has ended when <c>now >= ExpiresAt</c>.</item>
/// <item>A failure is a <see cref="TenancyStoreException"/>; cancellation before the step throws
/// <see cref="OperationCanceledException"/> and leaves nothing half done.</item>
/// </list>
/// </summary>
public interface ITenantStore
{
    /// <summary>The tenant with this id, or null.</summary>
    ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="FindAsync"/>, but with every change that had returned, on any host, when this was called. A store that caches
    /// overrides it; its <see cref="FindAsync"/> and <see cref="FindManyAsync"/> may answer what was so a moment ago, which is good
    /// enough to let a request in, and for nothing that is decided once and for all.
    /// </summary>
    ValueTask<Tenant?> FindLatestAsync(TenantId tenantId, CancellationToken cancellationToken) => FindAsync(tenantId, cancellationToken);

    /// <summary>The tenants with these ids, in the order of the ids; those that do not exist are left out.</summary>
    ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantId> tenantIds, CancellationToken cancellationToken);

    /// <summary>The tenant with this name, compared by <c>ToUpperInvariant()</c>, or null.</summary>
    ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken);

    /// <summary>The tenant to which this namespace belongs, or null.</summary>
    ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken);

    /// <summary>One page of tenants in ordinal order of their ids.</summary>
    ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a tenant as given.</summary>
    /// <exception cref="TenantConflictException">The id, the name or a namespace is taken.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a tenant if it is at <paramref name="expectedVersion"/> and the same incarnation: its
    /// <see cref="Tenant.CreatedAt"/> is that of the new record. Leases, grace and thresholds are taken as of
    /// <see cref="TenancyEvent.OccurredAt"/> of the change.
    /// </summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantVersionConflictException">It is at another version, or another incarnation.</exception>
    /// <exception cref="TenantConflictException">The new name or a new namespace is taken.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a Terminating tenant with its allocations and grace, if it is at <paramref name="expectedVersion"/> and the
    /// same incarnation: its <see cref="Tenant.CreatedAt"/> is that of the tenant in <paramref name="change"/>.
    /// </summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantVersionConflictException">It is at another version, or another incarnation.</exception>
    /// <exception cref="InvalidTenantTransitionException">It is not Terminating.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantId tenantId, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken);

    /// <summary>
    /// Holds amounts for a lease, all or nothing. A live allocation with the same id and equal amounts is returned as it is.
    /// Only resources of which some is asked for can refuse.
    /// </summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="AllocationConflictException">The id is live with other amounts.</exception>
    ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>What <see cref="AdmitAsync"/> would decide for a new allocation, without holding anything.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes a hold permanent; harmless when it already is.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="token">When given, only the allocation with this <see cref="Allocation.Token"/> is meant.</param>
    /// <param name="now">The acting host's time.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id (and token).</exception>
    ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Extends a hold to <c>now + lease</c> if that is later than it ends now; harmless when it is committed.</summary>
    /// <returns>When the lease ends now; null when it is committed.</returns>
    /// <inheritdoc cref="CommitAsync" path="/exception"/>
    ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Frees an allocation; false when there is no such tenant or allocation.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="allocationId">The allocation, held or committed.</param>
    /// <param name="holdToken">When given, it is freed only while it is still the hold with this <see cref="Allocation.Token"/>: not when it is committed or another.</param>
    /// <param name="now">The acting host's time.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Sets the amounts of a live allocation. Only resources that grow can refuse; growth needs an Active tenant, shrinking an Active or Suspended one.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">Its status does not allow it.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What the tenant holds, against its effective limits.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>One page of live allocations in ordinal order of their ids.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces the tenant's grace; null takes it away.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is Terminating.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Applies <see cref="IQuotaManager.ReconcileAsync"/> in one step. <paramref name="change"/> is recorded with the result,
    /// and only when something differed.
    /// </summary>
    /// <exception cref="ArgumentException">With the observation a total would exceed 2^63 - 1 units.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the log, as it is at one moment. Sequence numbers may have gaps, but a reader that has read one never later finds a
    /// smaller one, and none is ever given again, also when the log was trimmed to its end.
    /// </summary>
    ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Completes as soon as the log has an event with a larger number, at once if it has one already. It may complete without one, so
    /// that a caller reads and waits again, but never sleeps past one: an event that comes between a look and the wait ends the wait.
    /// Holds nothing that others need, a connection least of all, while it waits; can be cancelled at every moment.
    /// </summary>
    /// <param name="after">The largest number that the caller has seen; 0 for none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken);

    /// <summary>
    /// Stores how far a reader has come, so that retention keeps what it has not read. Never lowers it, and never raises it above the
    /// largest number given.
    /// </summary>
    /// <param name="reader">The reader's name, 1 to 256 characters.</param>
    /// <param name="through">The largest number that it has dealt with; 0 to ask only.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How far it has come.</returns>
    ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest events that need not be kept, at most <see cref="EventRetention.SliceSize"/> in this one step: call it again
    /// until it returns less. Appending waits for it as briefly as can be.
    /// </summary>
    /// <param name="retention">What is kept.</param>
    /// <param name="now">The acting host's time.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimEventsAsync(EventRetention retention, DateTimeOffset now, CancellationToken cancellationToken);
}
