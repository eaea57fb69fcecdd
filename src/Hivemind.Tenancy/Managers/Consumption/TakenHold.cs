using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>A hold that the store has taken. Uid and number keep it from giving back what is held later under the same ids.</summary>
internal sealed class TakenHold(ConsumptionManager consumption, in ConsumptionRequest request, in ConsumptionOutcome outcome) : ConsumptionHold
{
    private readonly TenantReference _tenant = new(request.Tenant.Id, outcome.TenantUid);
    private readonly long _number = outcome.HoldNumber;
    private volatile bool _isSettled;

    public override TenantId TenantId => _tenant.Id;

    public override TenantUid TenantUid => _tenant.Uid.GetValueOrDefault();

    public override string Id { get; } = request.Id!;

    public override ConsumptionAmounts Estimate { get; } = request.Amounts;

    public override DateTimeOffset ExpiresAt { get; } = outcome.ExpiresAt;

    public override bool IsReplayed { get; } = outcome.IsReplayed;

    public override async ValueTask<IReadOnlyList<BudgetUsage>> SettleAsync(ConsumptionAmounts actual, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<BudgetUsage> usages = await consumption.SettleAsync(
            new ConsumptionRequest(_tenant, actual, Id), cancellationToken).ConfigureAwait(false);
        _isSettled = true;
        return usages;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isSettled)
        {
            return;
        }

        try
        {
            await consumption.Store.ReleaseHoldAsync(_tenant, Id, _number, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            consumption.Logger.Log.HoldNotGivenBack(Id, TenantId, e);
        }
    }
}
