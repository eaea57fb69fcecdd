using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults about budgets.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfConsumption()
    {
        yield return Budgets("what fits is counted where another meter is short", "Consumption: counts all meters or none", (inner, args, call) =>
        {
            ConsumptionOutcome outcome = Now<ConsumptionOutcome>(call);
            ConsumptionRequest request = (ConsumptionRequest)args[0]!;
            if (!outcome.Decision.IsAdmitted && request.Amounts.Count > 1)
            {
                Now(inner.ConsumeAsync(request with { Amounts = new() { ["tokens"] = 1 } }, default));
            }

            return Result(outcome);
        });
        yield return Budgets("what is held is not said", "Consumption: refuses with what is left and when the window ends", (_, _, call) =>
        {
            ConsumptionOutcome outcome = Now<ConsumptionOutcome>(call);
            return Result(outcome.Decision.IsAdmitted ? outcome : outcome with
            {
                Decision = BudgetDecision.Refused(outcome.Decision.Shortages.Select(s => s with { Usage = s.Usage with { Held = 0 } })),
            });
        });
        yield return Budgets("ids are ignored", "Consumption: counts an id once", (_, args, call) => With(args, 0, (ConsumptionRequest)args[0]! with { Id = null }, call));
        yield return Budgets("ids are remembered for ever", "Consumption: remembers an id for a day", (_, _, call) => Result(Now<ConsumptionOutcome>(call) with { IsReplayed = true }), startsAfter: 2);
        yield return Store("days are those of UTC", "Consumption: rolls over where the calendar says", _ => On("AddAsync", (args, call) => With(
            args, 0, (Tenant)args[0]! with { Budgets = ((Tenant)args[0]!).Budgets.ToDictionary(b => b.Key, b => b.Value with { TimeZoneId = "UTC" }) }, call)));
        yield return Budgets("a clock that is set back gives credit", "Consumption: opens no window anew when the clock is set back", (_, _, call) =>
            Result(Now<ConsumptionOutcome>(call) with { Decision = BudgetDecision.Admitted }));
        yield return Store("a settlement is charged each time", "Consumption: holds and settles once", inner => On("SettleAsync", (args, call) =>
        {
            ConsumptionOutcome outcome = Now<ConsumptionOutcome>(call);
            return outcome.IsReplayed ? Now(((IConsumptionStore)inner).ConsumeAsync((ConsumptionRequest)args[0]! with { Id = null }, default)) is var _ ? Result(outcome with { IsReplayed = false }) : null : Result(outcome);
        }));
        yield return Store("a release takes any hold of the id", "Consumption: gives back what is released and only the hold that is meant", _ =>
        {
            long latest = 0;
            return (method, args, call) => method.Name switch
            {
                "HoldAsync" when Now<ConsumptionOutcome>(call) is var held => (latest = held.HoldNumber) is var _ ? Result(held) : null,
                "ReleaseHoldAsync" => With(args, 2, latest, call),
                _ => call(),
            };
        });
        yield return Store("leases last longer", "Consumption: ends a hold with its lease and charges it after all", _ =>
            On("HoldAsync", (args, call) => With(args, 1, (TimeSpan)args[1]! + TimeSpan.FromSeconds(1), call)));
        yield return Store("leases of some last longer", "Consumption: sweeps more holds than one step does", _ =>
        {
            int held = 0;
            return On("HoldAsync", (args, call) => With(args, 1, held++ < ConsumptionRules.SweepLimit ? args[1] : TimeSpan.FromHours(1), call));
        });
        yield return Store("a correction is not told of", "Consumption: books a correction once and never below nothing", _ =>
            On("ReadEventsAsync", (_, call) => Result(WithoutCorrections(Now<EventPage>(call)))));
        yield return Budgets("a crossing is not handed on", "Consumption: raises a threshold once in a window", (_, _, call) =>
            Result(Now<ConsumptionOutcome>(call) with { Events = [] }));
        yield return Store("a new window begins with nothing", "Consumption: carries days into their month and tells of them once", inner => On("UpdateAsync", (args, call) =>
        {
            Now(((IConsumptionStore)inner).CorrectAsync(
                new ConsumptionRequest(((Tenant)args[0]!).Id, new() { ["tokens"] = -5 }, "fault"),
                new ConsumptionCorrected { OccurredAt = default, Id = "fault", Amounts = ConsumptionAmounts.None, Booked = ConsumptionAmounts.None, Reason = "fault" },
                default));
            return call();
        }));
        yield return Store("a tenant that is suspended consumes", "Consumption: keeps to the status of the tenant", _ => On("ConsumeAsync", (_, call) =>
            Catching<TenantNotActiveException>(call, () => Result(new ConsumptionOutcome(BudgetDecision.Admitted, default, [])))));
        yield return Store("who holds the id now pays", "Consumption: compares the uid in the step", _ => On("ConsumeAsync", (args, call) =>
            With(args, 0, (ConsumptionRequest)args[0]! with { Tenant = ((ConsumptionRequest)args[0]!).Tenant.Id }, call)));
        yield return Store("windows go with their tenant", "Consumption: keeps windows of a tenant that is gone and nothing else", inner => On("ReadConsumptionAsync", (args, call) =>
            Now(inner.FindAsync(((TenantReference)args[0]!).Id, default)) is { } tenant && ((TenantReference)args[0]!).Names(tenant) ? call() : Result<IReadOnlyList<ConsumptionWindow>>([])));
        yield return Store("pages begin anew", "Consumption: reads windows in pages", _ => On("ReadConsumptionAsync", (args, call) =>
            Result<IReadOnlyList<ConsumptionWindow>>([.. Now<IReadOnlyList<ConsumptionWindow>>(call).Reverse()])));
        yield return Store("nothing is ever trimmed", "Consumption: trims what need not be kept", _ => On("TrimConsumptionAsync", (_, _) => Result(0)));
        yield return Budgets("a race lets more through", "Consumption: lets many hosts have it to the last unit and no further", (_, _, call) =>
            Result(Now<ConsumptionOutcome>(call) with { Decision = BudgetDecision.Admitted }));
        yield return Store("post-paid is forgotten", "Consumption: keeps budgets of a tenant", _ => On("AddAsync", (args, call) => With(
            args, 0, (Tenant)args[0]! with { Budgets = ((Tenant)args[0]!).Budgets.ToDictionary(b => b.Key, b => b.Value with { IsPostPaid = false }) }, call)));
    }

    private static EventPage WithoutCorrections(EventPage page) =>
        new(new EventQuery(), [.. page.Events.Where(e => e is not ConsumptionCorrected)], 1, 1_000);

    /// <summary>A fault of consuming.</summary>
    private static Broken<TenantStoreHarness> Budgets(
        string fault, string caughtBy, Func<IConsumptionStore, object?[], Func<object?>, object?> instead, int startsAfter = 0) => Store(fault, caughtBy, inner =>
    {
        int calls = 0;
        return On("ConsumeAsync", (args, call) => calls++ < startsAfter ? call() : instead((IConsumptionStore)inner, args, call));
    });
}
