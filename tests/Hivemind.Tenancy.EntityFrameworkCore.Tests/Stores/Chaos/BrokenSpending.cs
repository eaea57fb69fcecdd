#pragma warning disable CA2012 // What stands before a store hands its answer on to the one who awaits it.
namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What a store could do wrong with budgets, and what the judge of chaos finds.</summary>
internal static class BrokenSpending
{
    public static IReadOnlyDictionary<string, (string Finding, Func<ITenantStore, Around> Around)> Faults { get; } = new Dictionary<string, (string, Func<ITenantStore, Around>)>
    {
        ["an id is forgotten"] = ("an id is done once", store => On(nameof(IConsumptionStore.ConsumeAsync), (args, call) =>
        {
            args[0] = (ConsumptionRequest)args[0]! with { Id = null };
            return call();
        })),
        ["a request that is sent again is charged again"] = ("are what was charged", store => On(nameof(IConsumptionStore.ConsumeAsync), (args, call) =>
            AgainAsync(store, (ConsumptionRequest)args[0]!, (ValueTask<ConsumptionOutcome>)call()!))),
        ["a settlement is lost"] = ("are what was charged", store => On(nameof(IConsumptionStore.SettleAsync), (args, call) =>
            Random.Shared.Next(4) > 0 ? call() : new ValueTask<ConsumptionOutcome>(Nothing((ConsumptionRequest)args[0]!)))),
        ["a correction is lost"] = ("are what was charged", store => On(nameof(IConsumptionStore.CorrectAsync), (args, _) =>
            new ValueTask<ConsumptionOutcome>(Nothing((ConsumptionRequest)args[0]!)))),
        ["nobody looks at the budget"] = ("more than its budget", store => On(nameof(IConsumptionStore.ConsumeAsync), (args, _) =>
            ((IConsumptionStore)store).CorrectAsync((ConsumptionRequest)args[0]!, Correction((ConsumptionRequest)args[0]!), CancellationToken.None))),
        ["a hold is given back at once"] = ("no hold of", store => On(nameof(IConsumptionStore.HoldAsync), (args, call) =>
            GivenBackAsync(store, (ConsumptionRequest)args[0]!, (ValueTask<ConsumptionOutcome>)call()!))),
        ["a window is told twice"] = ("a window is closed once", store => On(nameof(IConsumptionStore.ReadConsumptionAsync), (_, call) =>
            TwiceAsync((ValueTask<IReadOnlyList<ConsumptionWindow>>)call()!))),
    };

    private static Around On(string name, Func<object?[], Func<object?>, object?> instead) => (method, args, call) => method.Name == name ? instead(args, call) : call();

    private static ConsumptionOutcome Nothing(ConsumptionRequest request) =>
        new(BudgetDecision.Admitted, request.Tenant.Uid.GetValueOrDefault(), []) { Usages = [], Booked = request.Amounts };

    private static ConsumptionCorrected Correction(ConsumptionRequest request) => new()
    {
        OccurredAt = DateTimeOffset.UtcNow,
        TenantId = request.Tenant.Id,
        Id = request.Id!,
        Amounts = request.Amounts,
        Booked = request.Amounts,
        Reason = "chaos",
    };

    private static async ValueTask<ConsumptionOutcome> AgainAsync(ITenantStore store, ConsumptionRequest request, ValueTask<ConsumptionOutcome> consuming)
    {
        ConsumptionOutcome outcome = await consuming;
        if (outcome.IsReplayed)
        {
            await ((IConsumptionStore)store).ConsumeAsync(request with { Id = null }, CancellationToken.None);
        }

        return outcome;
    }

    private static async ValueTask<ConsumptionOutcome> GivenBackAsync(ITenantStore store, ConsumptionRequest request, ValueTask<ConsumptionOutcome> holding)
    {
        ConsumptionOutcome outcome = await holding;
        await ((IConsumptionStore)store).ReleaseHoldAsync(request.Tenant, request.Id!, outcome.HoldNumber, CancellationToken.None);
        return outcome;
    }

    private static async ValueTask<IReadOnlyList<ConsumptionWindow>> TwiceAsync(ValueTask<IReadOnlyList<ConsumptionWindow>> reading) =>
        await reading is { Count: > 0 } windows ? [windows[0], .. windows] : [];
}
