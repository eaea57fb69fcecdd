namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>What tenants use up is never answered from the cache.</content>
internal sealed partial class CachingTenantStore : IConsumptionStore
{
    private IConsumptionStore Consumption => inner as IConsumptionStore
        ?? throw new NotSupportedException($"{inner.GetType().Name} keeps no consumption: it is no {nameof(IConsumptionStore)}.");

    public ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken) =>
        Consumption.ConsumeAsync(request, cancellationToken);

    public ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken) =>
        Consumption.HoldAsync(request, lease, cancellationToken);

    public ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken) =>
        Consumption.SettleAsync(request, cancellationToken);

    public ValueTask<bool> ReleaseHoldAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken) =>
        Consumption.ReleaseHoldAsync(tenant, id, number, cancellationToken);

    public ValueTask<ConsumptionOutcome> CorrectAsync(ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken) =>
        Consumption.CorrectAsync(request, change, cancellationToken);

    public ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        Consumption.GetBudgetsAsync(tenant, cancellationToken);

    public ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(
        TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken) =>
        Consumption.ReadConsumptionAsync(tenant, query, cancellationToken);

    public ValueTask<int> TrimConsumptionAsync(TimeSpan? retain, CancellationToken cancellationToken) => Consumption.TrimConsumptionAsync(retain, cancellationToken);
}
