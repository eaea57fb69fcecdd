using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>Stores with one fault each, around the reference.</summary>
internal static partial class BrokenStores
{
    public static IReadOnlyList<Broken<TenantStoreHarness>> All { get; } = [.. OfTenants(), .. OfAllocations(), .. OfGrace(), .. OfKeys(), .. OfEvents(), .. OfSearch(), .. OfConsumption(), .. OfPlans(), .. OfMetering()];

    private static IEnumerable<Broken<TenantStoreHarness>> OfTenants()
    {
        yield return Store("names are case-sensitive", "Find: by name takes upper and lower case for the same", inner =>
            On("FindByNameAsync", (args, call) => Now<Tenant?>(call) is { } found && found.Name == (string)args[0]! ? Result<Tenant?>(found) : Result<Tenant?>(null)));
        yield return Store("names are folded as ASCII", "Find: by name compares by to upper invariant in every script", inner =>
            On("FindByNameAsync", (args, call) => Now<Tenant?>(call) is { } found && System.Text.Ascii.EqualsIgnoreCase(found.Name, (string)args[0]!) ? Result<Tenant?>(found) : Result<Tenant?>(null)));
        yield return Store("many come in the order of the store", "Find: many come in the order of the ids and absent ones are left out", inner =>
            On("FindManyAsync", (_, call) => Result<IReadOnlyList<Tenant>>([.. Now<IReadOnlyList<Tenant>>(call).OrderBy(t => t.Id)])));
        yield return Store("the ambient context filters", "Find: never looks at the ambient context", inner =>
            On("FindAsync", (args, call) => TenantContext.Current is { } c && c.TenantId != (TenantId)args[0]! ? Result<Tenant?>(null) : call()));
        yield return Store("the order is a language's", "List: comes in ordinal order of ids", inner =>
            On("ListAsync", (_, call) => Result<IReadOnlyList<Tenant>>([.. Now<IReadOnlyList<Tenant>>(call).OrderBy(t => t.Id.Value.Replace("-", ""), StringComparer.Ordinal)])));
        yield return Store("a page begins with the last id of the one before", "List: pages begin after the given id and end at the limit", inner =>
            On("ListAsync", (args, call) => ((TenantQuery)args[0]!).After is { } after
                ? Result<IReadOnlyList<Tenant>>([Now(inner.FindAsync(after, default))!, .. Now<IReadOnlyList<Tenant>>(call)])
                : call()));
        yield return Store("owners are case-insensitive", "List: takes only the owner asked for", inner =>
            On("ListAsync", (args, call) => ((TenantQuery)args[0]!).OwnerId is { } owner
                ? Result<IReadOnlyList<Tenant>>([.. Now(inner.ListAsync((TenantQuery)args[0]! with { OwnerId = null }, default)).Where(t => string.Equals(t.OwnerId, owner, StringComparison.OrdinalIgnoreCase))])
                : call()));
        yield return Store("line breaks are normalized", "Round trip: of hostile text", inner =>
            On("AddAsync", (args, call) => With(args, 0, (Tenant)args[0]! with { Description = ((Tenant)args[0]!).Description?.ReplaceLineEndings("\n") }, call)));
        yield return Store("unlimited is stored as 0", "Round trip: of quotas", inner =>
            On("AddAsync", (args, call) => With(args, 0, (Tenant)args[0]! with { ResourceQuotas = ((Tenant)args[0]!).ResourceQuotas with { Services = ((Tenant)args[0]!).ResourceQuotas.Services ?? 0 } }, call)));
        yield return Store("every conflict is one of the id", "Add: refuses a taken name", inner =>
            On("AddAsync", (args, call) => Catching<TenantConflictException>(call, () => throw new TenantConflictException(TenantConflictKind.Id, "acme"))));
        yield return Store("updates are lost", "Update: refuses a stale version", inner =>
            On("UpdateAsync", (args, call) => With(args, 1, Now(inner.FindAsync(((Tenant)args[0]!).Id, default))?.Version ?? 0, call)));
        yield return Store("updates that race are lost", "Concurrency: loses no update", inner =>
            On("UpdateAsync", (args, call) => With(args, 1, Now(inner.FindAsync(((Tenant)args[0]!).Id, default))?.Version ?? 0, call)));
        yield return Store("an update takes any uid", "Update: does not find another uid", inner =>
            On("UpdateAsync", (args, call) => With(args, 0, (Tenant)args[0]! with { Uid = Now(inner.FindAsync(((Tenant)args[0]!).Id, default))?.Uid ?? ((Tenant)args[0]!).Uid }, call)));
        yield return Store("a namespace is never freed", "Update: frees the former name and namespaces", inner =>
        {
            HashSet<string> taken = [];
            return On("AddAsync", (args, call) => ((Tenant)args[0]!).Namespaces.FirstOrDefault(n => !taken.Add(n)) is { } used
                ? throw new TenantConflictException(TenantConflictKind.Namespace, used)
                : call());
        });
        yield return Store("a removal takes any version", "Remove: refuses a stale version", inner =>
            On("RemoveAsync", (args, call) => With(args, 1, Now(inner.FindAsync(((TenantReference)args[0]!).Id, default))?.Version ?? 0, call)));
        yield return Store("a removal takes any uid", "Remove: does not find another uid", inner =>
            On("RemoveAsync", (args, call) => With(args, 0, (TenantReference)((TenantReference)args[0]!).Id, call)));
        yield return Store("many are found by their ids alone", "Find: many leave out another uid", inner =>
            On("FindManyAsync", (args, call) => With(args, 0, ((IReadOnlyList<TenantReference>)args[0]!).Select(t => (TenantReference)t.Id).ToList(), call)));
        yield return Store("a uid is given anew", "Add: adds as given at the stores time", inner =>
            On("AddAsync", (args, call) => With(args, 0, (Tenant)args[0]! with { Uid = TenantUid.NewUid() }, call)));
        yield return Store("a removal takes any status", "Remove: refuses a tenant that is not terminating", inner =>
            On("RemoveAsync", (_, call) => Catching<InvalidTenantTransitionException>(call, () => Result<IReadOnlyList<TenancyEvent>>([]))));
        yield return Store("cancellation is ignored", "Failure: cancelled calls throw and nothing has happened", inner =>
            (_, args, call) => With(args, args.Length - 1, CancellationToken.None, call));
        yield return Store("cancellation is noticed when all is done", "Failure: cancelled calls throw and nothing has happened", inner => (_, args, call) =>
        {
            CancellationToken cancellationToken = (CancellationToken)args[^1]!;
            object? result = With(args, args.Length - 1, CancellationToken.None, call);
            cancellationToken.ThrowIfCancellationRequested();
            return result;
        });
        yield return new Broken<TenantStoreHarness>("a failure looks like no such tenant", "Failure: a broken store says so in every verb", () => Breakable("FindAsync", Result<Tenant?>(null)));
        yield return new Broken<TenantStoreHarness>("a failure looks like nothing to release", "Failure: a broken store says so in every verb", () => Breakable("ReleaseAsync", Result(false)));
    }

    private static Broken<TenantStoreHarness> Store(string fault, string caughtBy, Func<ITenantStore, Around> around) =>
        new(fault, caughtBy, () => Memory.CreateStore(inner => Interceptor.Before(inner, around(inner))));

    /// <summary>A store that can be broken, and then fails as it should but for one verb.</summary>
    private static TenantStoreHarness Breakable(string swallowedIn, object answer)
    {
        bool isBroken = false;
        TenantStoreHarness inner = Memory.CreateStore(store => Interceptor.Before(store, (method, _, call) =>
            !isBroken ? call() : method.Name == swallowedIn ? answer : throw new TenancyStoreException("The server is gone.", isTransient: true)));
        return new TenantStoreHarness(inner.Store, inner.Clock)
        {
            BreakAsync = _ =>
            {
                isBroken = true;
                return ValueTask.CompletedTask;
            },
            Cleanup = inner.DisposeAsync,
        };
    }
}
