namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Where it is kept what tenants use up: by the same object as <see cref="ITenantStore"/>, in the same steps and under the same lock of the tenant, which
/// has the budgets. What that seam promises holds here, too: one atomic step a verb, the uid compared in the step, the store's own time, events recorded in
/// the step and returned. <see cref="ConsumptionRules"/> decide.
/// <list type="bullet">
/// <item>A step sweeps ended holds first, <see cref="ConsumptionRules.SweepLimit"/> at most; what is then short while more have ended is decided again once those are gone.</item>
/// <item>What was done under an id is remembered for <see cref="IdempotencyKey.Life"/> at least, and as long as it is a live hold.</item>
/// <item>Windows that are closed are written in the step that closes them. They outlive their tenant, whose open ones are closed as it is removed.</item>
/// </list>
/// </summary>
public interface IConsumptionStore
{
    /// <summary>Uses up amounts, all or nothing, see <see cref="ConsumptionRules.Consume"/>.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is not Active.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken);

    /// <summary>Holds an estimate, all or nothing, see <see cref="ConsumptionRules.Hold"/>. The request has an id.</summary>
    /// <inheritdoc cref="ConsumeAsync" path="/exception"/>
    ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Charges what was used for a hold, see <see cref="ConsumptionRules.Settle"/>. The request has an id.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is neither Active nor Suspended.</exception>
    /// <exception cref="ConsumptionHoldNotFoundException">Nothing was held under the id, or it is forgotten.</exception>
    /// <exception cref="ConsumptionConflictException">It was settled with other amounts, or is no hold.</exception>
    ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a hold back, in every status; false when there is no such tenant or hold.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The id.</param>
    /// <param name="number">Which hold of the id is meant: <see cref="ConsumptionOutcome.HoldNumber"/>.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    ValueTask<bool> ReleaseHoldAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken);

    /// <summary>Books a correction, see <see cref="ConsumptionRules.Correct"/>, and records <paramref name="change"/> with what was booked. The request has an id.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantNotActiveException">It is Terminating.</exception>
    /// <exception cref="ConsumptionConflictException">The id stands for another request.</exception>
    ValueTask<ConsumptionOutcome> CorrectAsync(ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken);

    /// <summary>How far the tenant has come with each meter. Writes nothing.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken);

    /// <summary>Windows in their order, the open ones included, as of one moment; with a uid also those of a tenant that is gone.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant, and no uid was named.</exception>
    ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Removes ids that are forgotten, and closed windows that ended so long ago or longer, at most <see cref="UsageSpan.SliceSize"/> of each in this one step: call it
    /// again until it returns 0.
    /// </summary>
    /// <param name="retain">How long windows are kept, by the store's time; null for ever.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimConsumptionAsync(TimeSpan? retain, CancellationToken cancellationToken);
}
