using Microsoft.Coyote.Runtime;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A store that decides on what it saw before, as none may: others come between the look and the charge.</summary>
internal sealed class LookThenCharge(IConsumptionStore inner) : IConsumptionStore
{
    public async ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<BudgetUsage> budgets = await inner.GetBudgetsAsync(request.Tenant, cancellationToken);
        BudgetUsage seen = budgets[0];
        SchedulingPoint.Interleave();
        if (seen.Left < request.Amounts[seen.Meter])
        {
            return new ConsumptionOutcome(BudgetDecision.Refused([new BudgetShortage(request.Amounts[seen.Meter], seen)]), request.Tenant.Uid.GetValueOrDefault(), []);
        }

        ConsumptionCorrected change = new()
        {
            OccurredAt = seen.WindowStart,
            TenantId = request.Tenant.Id,
            Id = request.Id!,
            Amounts = request.Amounts,
            Booked = request.Amounts,
            Reason = "whatever is left by now",
        };
        await inner.CorrectAsync(request, change, cancellationToken);
        return new ConsumptionOutcome(BudgetDecision.Admitted, request.Tenant.Uid.GetValueOrDefault(), []);
    }

    /// <summary>Held, and given back at once: whoever settles it charges what another has taken.</summary>
    public async ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken)
    {
        ConsumptionOutcome held = await inner.HoldAsync(request, lease, cancellationToken);
        await inner.ReleaseHoldAsync(request.Tenant, request.Id!, held.HoldNumber, cancellationToken);
        return held;
    }

    public async ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken) => await inner.SettleAsync(request, cancellationToken);

    public async ValueTask<bool> ReleaseHoldAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken) =>
        await inner.ReleaseHoldAsync(tenant, id, number, cancellationToken);

    public async ValueTask<ConsumptionOutcome> CorrectAsync(ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken) =>
        await inner.CorrectAsync(request, change, cancellationToken);

    public async ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        await inner.GetBudgetsAsync(tenant, cancellationToken);

    public async ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken) =>
        await inner.ReadConsumptionAsync(tenant, query, cancellationToken);

    public async ValueTask<int> TrimConsumptionAsync(TimeSpan? retain, CancellationToken cancellationToken) => await inner.TrimConsumptionAsync(retain, cancellationToken);
}
