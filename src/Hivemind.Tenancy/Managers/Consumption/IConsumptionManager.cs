namespace Hivemind.Tenancy;

/// <summary>
/// What tenants use up (requests, tokens, build minutes), never more than their budgets (<see cref="Tenant.Budgets"/>) allow in a window: under any number of
/// threads, processes, crashes and clocks that are set back, what is consumed and held in one window never exceeds the limit at the moment of admission. What is
/// charged whatever the limit (post-paid budgets, settlements of more than was estimated or after the lease, corrections) says so. A meter without a budget is counted by calendar
/// months in UTC and not limited. Windows begin where the calendar of the budget's time zone says, by the store's time; what is left of one is not carried over.
/// <para>With an id a request is done once, however often it is sent: the id is remembered for 24 hours at least, with what was asked for. One that was refused
/// leaves its id free. A call that is cancelled or fails may have taken effect: make it again under the same id.</para>
/// <para>In a tenant's context only that tenant's budgets exist, and any code in it may consume, hold, settle and look. In a user's context a tenant without
/// access is not found, looking asks for nothing more, and consuming, holding and settling ask for <see cref="TenancyPermissions.UpdateConsumption"/> at the tenant;
/// correcting asks every user for it at Global scope. In a System context everything may be done. Safe for concurrent use. Every method throws
/// <see cref="TenantNotFoundException"/> for a tenant that is absent or another than the caller's, <see cref="TenantAccessDeniedException"/> when a permission is
/// missing, <see cref="TenancyStoreException"/> when the store fails, and <see cref="TenantContextMissingException"/> without a context or in a visitor's.</para>
/// </summary>
public interface IConsumptionManager
{
    /// <summary>Uses up amounts: all of them, or none.</summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="amounts">How much of which meters: 1 or more each, something. Any may refuse.</param>
    /// <param name="id">Under which it is done once: 1 to 256 characters, unique within the tenant; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BudgetExceededException">Too little is left.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="ArgumentException">The amounts are nothing or negative, or the tenant counts 256 meters already.</exception>
    ValueTask ConsumeAsync(TenantReference tenant, ConsumptionAmounts amounts, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ConsumeAsync"/>, but returns the refusal instead of throwing <see cref="BudgetExceededException"/>, and says what is left.</summary>
    ValueTask<ConsumptionResult> TryConsumeAsync(
        TenantReference tenant, ConsumptionAmounts amounts, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Holds an estimate of what will be used until it is settled, disposed of, or its lease ends: all of it, or nothing. While it lives it counts in the window of now,
    /// also when that is the next one.
    /// </summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="estimate">How much of which meters: 1 or more each, something.</param>
    /// <param name="lease">How long it is held: 1 s to 24 h; null for <see cref="HivemindTenancyOptions.DefaultLease"/>.</param>
    /// <param name="id">
    /// Under which it is held: 1 to 256 characters, unique within the tenant; null for one that is made. Sent again while it is held, it is
    /// taken over, for at least the lease, and only the last handle gives it back; after it was settled, it is answered as it is; one that was given back, or has ended, is held anew.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="ConsumeAsync" path="/exception"/>
    ValueTask<ConsumptionHold> HoldAsync(
        TenantReference tenant, ConsumptionAmounts estimate, TimeSpan? lease = null, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="HoldAsync"/>, but returns the refusal instead of throwing <see cref="BudgetExceededException"/>.</summary>
    ValueTask<ConsumptionHoldResult> TryHoldAsync(
        TenantReference tenant, ConsumptionAmounts estimate, TimeSpan? lease = null, string? id = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Charges what was truly used for a hold, once, to the window of now, and gives the estimate back. It has been used, so it is charged whatever the budget says, also
    /// after the lease has ended or the hold was given back: look at <see cref="BudgetUsage.Over"/>.
    /// </summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="id">The hold's.</param>
    /// <param name="actual">How much was used, also of meters that were not estimated; may be nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How the meters stand that were charged, in ordinal order.</returns>
    /// <exception cref="ConsumptionHoldNotFoundException">Nothing was held under the id, or its lease ended more than 24 hours ago.</exception>
    /// <exception cref="ConsumptionConflictException">It was settled with other amounts, or the id is no hold's.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    ValueTask<IReadOnlyList<BudgetUsage>> SettleAsync(
        TenantReference tenant, string id, ConsumptionAmounts actual, CancellationToken cancellationToken = default);

    /// <summary>
    /// Books what was counted too little or too much into the window of now, whatever the budget: a closed window never changes. No meter goes below 0; what would is not
    /// booked. A <see cref="ConsumptionCorrected"/> event tells of it.
    /// </summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="amounts">How much more, or with a minus less: something.</param>
    /// <param name="id">Under which it is done once: 1 to 256 characters, unique within the tenant.</param>
    /// <param name="reason">Why: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was booked.</returns>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    ValueTask<ConsumptionAmounts> CorrectAsync(
        TenantReference tenant, ConsumptionAmounts amounts, string id, string reason, CancellationToken cancellationToken = default);

    /// <summary>How far the tenant has come with each meter that has a budget or was ever counted, in ordinal order.</summary>
    ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>
    /// What was used up, window by window, those of now included, in pages; kept for <see cref="HivemindTenancyOptions.RetainUsage"/>. A tenant that is gone is named by
    /// its uid, and asks a user for <see cref="TenancyPermissions.ReadUsage"/> at Global scope.
    /// </summary>
    ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(
        TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken = default);
}
