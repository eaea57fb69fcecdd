namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Where tenants and what they hold are kept: one interface, because a limit and the usage under it may never be read at
/// two moments. For adapter authors; hosts use <see cref="ITenantManager"/> and <see cref="IQuotaManager"/>. A store never
/// authorizes and never looks at the ambient context. It is safe for concurrent use, by several hosts if it is shared.
/// <list type="bullet">
/// <item>Each verb is one atomic step: it takes effect whole or not at all. Verbs that decide over a tenant's allocations
/// read its status, expiry, grace, limits and threshold state under one lock, which changes of the tenant take too.</item>
/// <item>Events given to a verb are appended to the log in the same step, with the next <see cref="TenancyEvent.Sequence"/>,
/// and returned as recorded, together with the threshold crossings the step caused. What is recorded in a tenant's step carries
/// that tenant's <see cref="TenancyEvent.TenantUid"/>.</item>
/// <item>Which tenant of an id is meant is decided in the step itself, under the tenant's lock: one of another uid than the
/// caller names is not there (<see cref="TenantNotFoundException"/>). No time tells tenants apart.</item>
/// <item>The rules of <see cref="AdmissionRules"/>, <see cref="AllocationRules"/> and <see cref="ReconcileRules"/> decide, under the lock. A
/// step sweeps ended holds first, <see cref="AllocationRules.SweepLimit"/> at most; what then does not fit while more have ended is
/// decided again once those are gone.</item>
/// <item>Thresholds are judged by what a step comes to, not by what lies within it: a verb that returns events fires those that
/// are reached and have not fired; every verb re-arms those that the total has fallen below. What a verb that returns no
/// events comes upon is left to the next one that does.</item>
/// <item>A verb that is given an <see cref="IdempotencyKey"/> does what it is asked for once within the key's life, on whichever host and however
/// many ask at the same time, see <see cref="IdempotencyRules"/>.</item>
/// <item>Time is the store's own, in whole microseconds, read in the step after the lock; it stamps events and tenants with it. A hold
/// has ended when <c>now >= ExpiresAt</c>.</item>
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

    /// <summary>The tenants that are named, in the order in which they are; those that do not exist, or are of another uid, are left out.</summary>
    ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken);

    /// <summary>The tenant with this name, compared by <c>ToUpperInvariant()</c>, or null.</summary>
    ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken);

    /// <summary>The tenant to which this namespace belongs, or null.</summary>
    ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken);

    /// <summary>One page of tenants in ordinal order of their ids.</summary>
    ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a tenant as given, its <see cref="Tenant.Uid"/> included; <see cref="Tenant.CreatedAt"/> and <see cref="Tenant.UpdatedAt"/> are the store's time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="change">What to record.</param>
    /// <param name="key">Under which it is done once, see <see cref="IdempotencyRules"/>; null for none.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <exception cref="TenantConflictException">The id, the name or a namespace is taken.</exception>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the tenant that was added under it is gone.</exception>
    /// <exception cref="PlanNotFoundException">Its <see cref="Tenant.Plan"/> does not exist, see <see cref="IPlanStore"/>.</exception>
    ValueTask<TenantWritten> AddAsync(Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the tenant of the new record's id and <see cref="Tenant.Uid"/> if it is at <paramref name="expectedVersion"/>;
    /// <see cref="Tenant.UpdatedAt"/> is the store's time, <see cref="Tenant.CreatedAt"/> stays.
    /// </summary>
    /// <param name="tenant">The new record.</param>
    /// <param name="expectedVersion">The version that it was made of.</param>
    /// <param name="onlyIfIdle">Whether it is refused while anything is committed, or was seen to run and is adopted: for a deletion that shall stop nothing.</param>
    /// <param name="change">What to record.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant: none of the id, or one of another uid.</exception>
    /// <exception cref="TenantVersionConflictException">It is at another version.</exception>
    /// <exception cref="TenantConflictException">The new name or a new namespace is taken.</exception>
    /// <exception cref="TenantInUseException">An allocation names a namespace that goes, or something runs and must not.</exception>
    /// <exception cref="PlanNotFoundException">Its new <see cref="Tenant.Plan"/> does not exist, see <see cref="IPlanStore"/>.</exception>
    ValueTask<TenantWritten> UpdateAsync(
        Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a Terminating tenant with its allocations and grace, if it is at <paramref name="expectedVersion"/>. Allocations may go
    /// before, in slices; the record goes in a step in which none is left.
    /// </summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant: none of the id, or one of another uid.</exception>
    /// <exception cref="TenantVersionConflictException">It is at another version.</exception>
    /// <exception cref="InvalidTenantTransitionException">It is not Terminating.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken);

    /// <summary>
    /// Holds amounts for a lease, all or nothing, see <see cref="AdmissionRules.Admit"/>. A live allocation of that id with equal amounts
    /// is joined under a new number.
    /// </summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="AllocationConflictException">The id is live with other amounts, another source, namespace or labels.</exception>
    /// <exception cref="AllocationLimitException">It holds as many as a tenant may.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the allocation that was admitted under it is gone, or was admitted anew.</exception>
    ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>What <see cref="AdmitAsync"/> would decide for a new allocation, without holding or writing anything.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken);

    /// <summary>Reserves what a live allocation is to become, see <see cref="AdmissionRules.Grow"/>.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="AllocationConflictException">Growth to another target is reserved.</exception>
    /// <exception cref="AllocationLimitException">It holds as many resources as a tenant may.</exception>
    ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Makes a hold, or a reserved growth, permanent, see <see cref="AllocationRules.Commit"/>; harmless when it already is.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation.</param>
    /// <param name="admission">The number of the reservation that is meant; null for the hold, or the growth of what is committed.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>The tenant's status in the step.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id, or no such reservation of it.</exception>
    ValueTask<TenantStatus> CommitAsync(TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken);

    /// <summary>Extends a lease to <paramref name="lease"/> from now, if that is later than it ends; harmless when it is committed.</summary>
    /// <returns>When the lease ends now; null when it is committed.</returns>
    /// <inheritdoc cref="CommitAsync" path="/exception"/>
    ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Frees an allocation, or forgets the growth of that number, in every status; false when there is no such tenant, allocation or reservation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">The allocation, held or committed.</param>
    /// <param name="admission">The number of the reservation that is meant; null for any.</param>
    /// <param name="onlyHeld">Whether it is freed only while it is a hold: what a reservation does that is disposed.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    ValueTask<bool> ReleaseAsync(TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken);

    /// <summary>Sets the amounts of a live allocation, see <see cref="AdmissionRules.Resize"/>. Only resources that grow can refuse.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active (for growth), or neither Active nor Suspended.</exception>
    /// <exception cref="ReservationExpiredException">There is no live allocation of that id.</exception>
    /// <exception cref="AllocationConflictException">Growth to another target is reserved.</exception>
    /// <exception cref="AllocationLimitException">It holds as many resources as a tenant may.</exception>
    ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken);

    /// <summary>Lowers amounts, to nothing perhaps, if the allocation's <see cref="Allocation.Change"/> is still this one, see <see cref="AllocationRules.Lower"/>; false when nothing was lowered.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended, and the allocation is lowered to something.</exception>
    ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken);

    /// <summary>What the tenant holds, against its effective limits. Writes nothing.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken);

    /// <summary>
    /// One page of the usage of all tenants, worst first; where <see cref="UsageQuery.Tenants"/> names some, of those that exist and are of the
    /// uid that is named, each once: read together, not one after the other.
    /// </summary>
    ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>One page of live allocations in ordinal order of their ids.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken);

    /// <summary>Replaces the tenant's grace; null takes it away. With <paramref name="expected"/>, only if that is in force in this step, see <see cref="GraceRules"/>.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is Terminating.</exception>
    /// <exception cref="GraceConflictException">Something else is in force than <paramref name="expected"/> says.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The grace has ended by the store's clock.</exception>
    ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken);

    /// <summary>Appends what a package has to tell a tenant to the log, in a step of that tenant's, whatever its status. Changes nothing else.</summary>
    /// <returns>The event as recorded.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant: none of the id, or one of another uid.</exception>
    ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken);

    /// <summary>How far the ledgers of these tenants have come, from committed state; tenants that do not exist are left out.</summary>
    ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken);

    /// <summary>
    /// Brings the ledger of the mark's tenant in line with an observation, see <see cref="ReconcileRules"/>, in one step or in slices of
    /// <see cref="ReconcileRules.SliceSize"/> ids. <paramref name="change"/> is recorded with the result of each that changed something.
    /// A tenant that is gone is no failure: what was seen is orphaned.
    /// </summary>
    /// <exception cref="ArgumentException">The mark lies ahead of the ledger, or a total would exceed 2^63 - 1 steps.</exception>
    /// <exception cref="AllocationLimitException">The tenant would hold more than a tenant may.</exception>
    ValueTask<ReconciliationOutcome> ReconcileAsync(
        AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken);

    /// <summary>Counts the ledger anew from the allocations, under the lock, and says what differed: nothing, unless the store was written to past its verbs.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken);

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
    /// <param name="retention">What is kept; ages are measured by the store's time.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken);

    /// <summary>
    /// Sums up the usage records that reach into a span, which come in no order: those that are closed, and of what is still held, see
    /// <see cref="MeterRules.Open"/>, up to the store's time. Of each tenant as of one moment, so that nothing counts twice or not at all.
    /// </summary>
    /// <typeparam name="TSum">What they are summed up in.</typeparam>
    /// <param name="span">Whose and when. A tenant that is gone has had what its records say.</param>
    /// <param name="begin">Makes an empty sum; again when the store begins anew after a transient failure.</param>
    /// <param name="add">Adds a record to it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<TSum> SumUsageAsync<TSum>(UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken);

    /// <summary>
    /// Closed usage records in the order of their <see cref="UsageRecord.Sequence"/>. A reader that has read one never later finds one with
    /// a smaller number, and none is ever given again.
    /// </summary>
    /// <param name="after">Those with larger numbers; 0 for all that are kept.</param>
    /// <param name="limit">How many at most: 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<UsageRecordPage> ReadUsageAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest usage records that ended so long ago or longer, at most <see cref="UsageSpan.SliceSize"/> in this one step: call it
    /// again until it returns less.
    /// </summary>
    /// <param name="retain">How long they are kept, by the store's time.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimUsageAsync(TimeSpan retain, CancellationToken cancellationToken);
}
