using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults about plans.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfPlans()
    {
        yield return Store("the caller's time is taken for the store's", "Plan: gives numbers without gaps and its own time", _ => On("AddPlanAsync", (args, call) =>
            Result(Changed(Now<PlanWritten>(call), p => p with { CreatedAt = ((TenantPlan)args[0]!).CreatedAt }))));
        yield return Store("every publication is a version", "Plan: adds nothing that the latest says already", _ =>
        {
            int published = 0;
            return On("AddPlanAsync", (args, call) => With(args, 0, (TenantPlan)args[0]! with { Description = $"{++published}" }, call));
        });
        yield return Store("the latest version is not compared", "Plan: compares the latest version that is expected", _ => On("AddPlanAsync", (args, call) => With(args, 1, null, call)));
        yield return Store("roles of plans are forgotten", "Plan: keeps all that a plan says", _ => On("AddPlanAsync", (args, call) =>
            With(args, 0, (TenantPlan)args[0]! with { Bindings = [] }, call)));
        yield return Store("plans come by length of their names", "Plan: lists plans at their latest in pages", _ => On("ListPlansAsync", (_, call) =>
            Result<IReadOnlyList<TenantPlan>>([.. Now<IReadOnlyList<TenantPlan>>(call).OrderBy(p => p.Name.Length)])));
        yield return Store("versions come as text", "Plan: lists versions in pages", _ => On("ListPlanVersionsAsync", (_, call) =>
            Result<IReadOnlyList<TenantPlan>>([.. Now<IReadOnlyList<TenantPlan>>(call).OrderBy(p => $"{p.Version}", StringComparer.Ordinal)])));
        yield return Store("a plan that is missing is none", "Plan: gives no tenant a version that is not there", _ => On("AddAsync", (args, call) =>
            Catching<PlanNotFoundException>(call, () => With(args, 0, (Tenant)args[0]! with { Plan = null }, call))));
        yield return Store("parameters are forgotten", "Plan: keeps parameters of a tenant", _ => On("AddAsync", (args, call) =>
            With(args, 0, (Tenant)args[0]! with { Parameters = new Dictionary<string, string>() }, call)));
        yield return Store("plans are compared by how they begin", "Plan: finds tenants by their plan", inner => On("ListAsync", (args, call) =>
            (TenantQuery)args[0]! is { PlanName: { } name } query
                ? Result<IReadOnlyList<Tenant>>([.. Now(inner.ListAsync(query with { PlanName = null }, default)).Where(t => t.Plan?.Name.StartsWith(name, StringComparison.Ordinal) == true)])
                : call()));
        yield return Store("a plan with tenants is said to be removed", "Plan: removes no plan that a tenant is on", _ => On("RemovePlanAsync", (args, call) =>
            Catching<PlanInUseException>(call, () => Result<TenancyEvent?>((PlanRemoved)args[1]!))));
        yield return Store("numbers begin anew", "Plan: gives no number twice", inner =>
        {
            int removed = 0;
            return (method, args, call) =>
            {
                if (method.Name == "RemovePlanAsync")
                {
                    removed = Now(((IPlanStore)inner).FindPlanAsync((string)args[0]!, default))?.Version ?? 0;
                }

                return method.Name == "AddPlanAsync" ? Result(Changed(Now<PlanWritten>(call), p => p with { Version = p.Version - removed })) : call();
            };
        });
        yield return Store("what says the same is an event", "Plan: records what it publishes and removes", _ => On("AddPlanAsync", (args, call) =>
            Result(Now<PlanWritten>(call) is var written && written.Event is null ? written with { Event = (PlanPublished)args[2]! } : written)));
        yield return Store("whoever publishes at once is let through", "Plan: lets one of many hosts publish a version", _ => On("AddPlanAsync", (args, call) => With(args, 1, null, call)));
        yield return Store("all who publish at once get one number", "Plan: numbers what many hosts publish", _ => On("AddPlanAsync", (_, call) =>
            Result(Changed(Now<PlanWritten>(call), p => p with { Version = 1 }))));
        yield return Store("a plan that goes can still be given", "Plan: never lets a tenant name a plan that is gone", _ =>
        {
            HashSet<string> gone = [];
            return (method, args, call) => method.Name switch
            {
                "RemovePlanAsync" => Result<TenancyEvent?>(gone.Add((string)args[0]!) ? (PlanRemoved)args[1]! : null),
                "FindPlanAsync" when gone.Contains(((PlanReference)args[0]!).Name) => Result<TenantPlan?>(null),
                _ => call(),
            };
        });
    }
    private static PlanWritten Changed(PlanWritten written, Func<TenantPlan, TenantPlan> change) => written with { Plan = change(written.Plan) };
}
