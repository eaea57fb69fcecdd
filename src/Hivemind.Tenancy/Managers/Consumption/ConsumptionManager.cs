using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>Authorizes by the ambient context, then lets the store decide. Consuming answers without a state machine when the store does and there is nothing to report.</summary>
internal sealed class ConsumptionManager(
    IConsumptionStore store,
    CallerGuard guard,
    EventDispatcher events,
    TenancyMetrics metrics,
    TenancyClock clock,
    IOptions<HivemindTenancyOptions> options,
    TenancyLogger logger) : IConsumptionManager
{
    private readonly TimeSpan _defaultLease = options.Value.DefaultLease;

    public TenancyLogger Logger => logger;

    public IConsumptionStore Store => store;

    public async ValueTask ConsumeAsync(
        TenantReference tenant, ConsumptionAmounts amounts, string? id = null, CancellationToken cancellationToken = default)
    {
        ConsumptionResult result = await TryConsumeAsync(tenant, amounts, id, cancellationToken).ConfigureAwait(false);
        if (!result.IsAdmitted)
        {
            throw new BudgetExceededException(tenant.Id, result.Decision!);
        }
    }

    public ValueTask<ConsumptionResult> TryConsumeAsync(
        TenantReference tenant, ConsumptionAmounts amounts, string? id = null, CancellationToken cancellationToken = default)
    {
        bool isReached = guard.TryReach(tenant, out TenantReference target) && !TenancyActivities.IsObserved;
        ConsumptionRequest request = new((isReached ? target : tenant).Validated(nameof(tenant)), Positive(amounts), Id(id));
        if (!isReached)
        {
            return GuardedConsumeAsync(request, cancellationToken);
        }

        try
        {
            ValueTask<ConsumptionOutcome> consuming = store.ConsumeAsync(request, cancellationToken);
            if (!consuming.IsCompletedSuccessfully)
            {
                return AwaitedAsync(request, consuming, cancellationToken);
            }

            ConsumptionOutcome outcome = consuming.Result;
            metrics.Consumed(request.Tenant.Id, request.Amounts, outcome);
            return outcome.Decision.IsAdmitted && outcome.Events.Count == 0
                ? new ValueTask<ConsumptionResult>(Result(outcome))
                : ReportAsync(request, outcome, cancellationToken);
        }
        catch (Exception e)
        {
            return AwaitedAsync(request, FailedTask.From<ConsumptionOutcome>(e), cancellationToken);
        }
    }

    public async ValueTask<ConsumptionHold> HoldAsync(
        TenantReference tenant, ConsumptionAmounts estimate, TimeSpan? lease = null, string? id = null, CancellationToken cancellationToken = default)
    {
        ConsumptionHoldResult result = await TryHoldAsync(tenant, estimate, lease, id, cancellationToken).ConfigureAwait(false);
        return result.Hold ?? throw new BudgetExceededException(tenant.Id, result.Decision!);
    }

    public async ValueTask<ConsumptionHoldResult> TryHoldAsync(
        TenantReference tenant, ConsumptionAmounts estimate, TimeSpan? lease = null, string? id = null, CancellationToken cancellationToken = default)
    {
        ConsumptionRequest request = new(tenant.Validated(nameof(tenant)), Positive(estimate), Id(id) ?? Guid.NewGuid().ToString("N"));
        TimeSpan length = LeaseRules.Checked(lease ?? _defaultLease, nameof(lease));
        request = request with { Tenant = await guard.AuthorizeAsync(ConsumptionCallers.Hold, tenant, cancellationToken).ConfigureAwait(false) };
        ConsumptionOutcome outcome = await RefusedAsync(
            ConsumptionCallers.Hold, request, store.HoldAsync(request, length, cancellationToken), cancellationToken).ConfigureAwait(false);
        await DispatchAsync(request, outcome, cancellationToken).ConfigureAwait(false);
        return new ConsumptionHoldResult(outcome.Decision.IsAdmitted ? new TakenHold(this, request, outcome) : null, outcome.Decision);
    }

    public async ValueTask<IReadOnlyList<BudgetUsage>> SettleAsync(
        TenantReference tenant, string id, ConsumptionAmounts actual, CancellationToken cancellationToken = default)
    {
        ConsumptionRequest request = new(tenant.Validated(nameof(tenant)), NotNegative(actual), RequiredId(id));
        return await SettleAsync(
            request with { Tenant = await guard.AuthorizeAsync(ConsumptionCallers.Settle, tenant, cancellationToken).ConfigureAwait(false) },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ConsumptionAmounts> CorrectAsync(
        TenantReference tenant, ConsumptionAmounts amounts, string id, string reason, CancellationToken cancellationToken = default)
    {
        ConsumptionRequest request = new(tenant.Validated(nameof(tenant)), Something(amounts), RequiredId(id));
        Requires.Text(reason, "Reason", TenancyLimits.ReasonLength, multiline: true);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        TenantReference target = await guard.AuthorizeAsync(ConsumptionCallers.Correct, tenant, cancellationToken).ConfigureAwait(false);
        ConsumptionCorrected change = new()
        {
            OccurredAt = clock.Now,
            TenantId = tenant.Id,
            Id = id,
            Amounts = amounts,
            Booked = ConsumptionAmounts.None,
            Reason = reason,
        };
        ConsumptionOutcome outcome = await store.CorrectAsync(
            request with { Tenant = target }, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(outcome.Events, cancellationToken).ConfigureAwait(false);
        return outcome.Booked!;
    }

    public async ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        TenantReference target = await guard.AuthorizeAsync(ConsumptionCallers.GetBudgets, tenant, cancellationToken).ConfigureAwait(false);
        return await store.GetBudgetsAsync(target, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(
        TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        ArgumentNullException.ThrowIfNull(query);
        TenantReference target = await guard.AuthorizeHistoryAsync(ConsumptionCallers.Read, ConsumptionCallers.ReadGone, tenant, cancellationToken).ConfigureAwait(false);
        return await store.ReadConsumptionAsync(target, query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Settles what the caller may settle: by a hold, or by its id.</summary>
    public async ValueTask<IReadOnlyList<BudgetUsage>> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken)
    {
        ConsumptionOutcome outcome = await store.SettleAsync(request with { Amounts = NotNegative(request.Amounts) }, cancellationToken).ConfigureAwait(false);
        metrics.Consumed(request.Tenant.Id, request.Amounts, outcome);
        await events.DispatchAsync(outcome.Events, cancellationToken).ConfigureAwait(false);
        return outcome.Usages!;
    }

    private static ConsumptionResult Result(in ConsumptionOutcome outcome) => new(outcome.Decision, outcome.Tightest, outcome.IsReplayed);

    private static string? Id(string? id) => id is null ? null : RequiredId(id);

    private static string RequiredId(string id) => Requires.Line(id, "Id", TenancyLimits.AllocationIdLength);

    private static ConsumptionAmounts Something(ConsumptionAmounts amounts, [CallerArgumentExpression(nameof(amounts))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(amounts, paramName);
        return amounts.Count > 0 ? amounts : throw new ArgumentException("The amounts are nothing: name at least one meter.", paramName);
    }

    private static ConsumptionAmounts Positive(ConsumptionAmounts amounts, [CallerArgumentExpression(nameof(amounts))] string paramName = "") =>
        NotNegative(Something(amounts, paramName), paramName);

    private static ConsumptionAmounts NotNegative(ConsumptionAmounts amounts, [CallerArgumentExpression(nameof(amounts))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(amounts, paramName);
        for (int i = 0; i < amounts.Count; i++)
        {
            if (amounts.AmountAt(i) < 0)
            {
                throw new ArgumentException($"'{amounts.MeterAt(i)}' is {amounts.AmountAt(i)}: only a correction takes anything back.", paramName);
            }
        }

        return amounts;
    }

    private async ValueTask<ConsumptionResult> GuardedConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken)
    {
        using Activity? activity = TenancyActivities.Start("consume", request.Tenant.Id);
        try
        {
            request = request with { Tenant = await guard.AuthorizeAsync(ConsumptionCallers.Consume, request.Tenant, cancellationToken).ConfigureAwait(false) };
            return await AwaitedAsync(request, store.ConsumeAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private async ValueTask<ConsumptionResult> AwaitedAsync(
        ConsumptionRequest request, ValueTask<ConsumptionOutcome> consuming, CancellationToken cancellationToken)
    {
        ConsumptionOutcome outcome = await RefusedAsync(ConsumptionCallers.Consume, request, consuming, cancellationToken).ConfigureAwait(false);
        metrics.Consumed(request.Tenant.Id, request.Amounts, outcome);
        return await ReportAsync(request, outcome, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ConsumptionResult> ReportAsync(ConsumptionRequest request, ConsumptionOutcome outcome, CancellationToken cancellationToken)
    {
        await DispatchAsync(request, outcome, cancellationToken).ConfigureAwait(false);
        return Result(outcome);
    }

    /// <summary>What comes of a step; that the tenant is not active is recorded.</summary>
    private async ValueTask<ConsumptionOutcome> RefusedAsync(
        CallerRule rule, ConsumptionRequest request, ValueTask<ConsumptionOutcome> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (TenantNotActiveException)
        {
            await guard.RefuseAsync(
                rule.Verb, AccessRefusalReason.NotActive, TenantContext.Current?.UserId, request.Tenant, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Threshold crossings first, then the refusal, if it is one.</summary>
    private async ValueTask DispatchAsync(ConsumptionRequest request, ConsumptionOutcome outcome, CancellationToken cancellationToken)
    {
        await events.DispatchAsync(outcome.Events, cancellationToken).ConfigureAwait(false);
        if (!outcome.Decision.IsAdmitted)
        {
            ConsumptionRefused refused = new()
            {
                OccurredAt = clock.Now,
                TenantId = request.Tenant.Id,
                TenantUid = outcome.TenantUid,
                Amounts = request.Amounts,
                Decision = outcome.Decision,
            };
            await events.DispatchAsync(refused.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        }
    }
}
