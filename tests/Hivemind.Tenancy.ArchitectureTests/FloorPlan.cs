namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>The rooms of one package, floor by floor, from the top down. Rooms are folders below the package's; <c>.</c> is the package's own.</summary>
/// <param name="Package">The package.</param>
/// <param name="Floors">From the top down: the rooms of each floor.</param>
internal sealed record FloorPlan(string Package, params string[][] Floors)
{
    public static readonly FloorPlan[] All =
    [
        // Hosts call managers, managers ask the storage, and all speak of values.
        new(
            "Hivemind.Tenancy",
            ["."],
            ["Managers/Plans", "Managers/Tenants", "Managers/Access", "Managers/Quotas", "Managers/Metering", "Managers/Consumption", "Managers/Propagation", "Managers/Feed"],
            ["Managers/Shared"],
            ["Storage/InMemory", "Diagnostics"],
            ["Storage/InMemory/Ledger"],
            ["Storage/Rules"],
            ["Storage"],
            ["Options", "Context", "Placement", "Events"],
            ["Plans", "Tenants", "Access", "Quotas", "Metering", "Consumption", "Isolation", "Idempotency"],
            ["Primitives"]),
        // Features know the database and its rows; the store hands its verbs to features.
        new(
            "Hivemind.Tenancy.EntityFrameworkCore",
            ["."],
            ["Stores"],
            ["Access", "Caching", "Consumption", "Ledgers", "Plans", "Tenants"],
            ["Database"],
            ["Model", "Diagnostics"]),
        new(
            "Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL",
            ["."],
            ["Database"],
            ["Migrations"],
            ["Diagnostics", "Model"]),
        new(
            "Hivemind.Tenancy.EntityFrameworkCore.Sqlite",
            ["."],
            ["Database"],
            ["Migrations"],
            ["Model"]),
        // A request finds its tenant, then authorization asks about it, then endpoints run; the API's groups share one kind of call.
        new(
            "Hivemind.Tenancy.AspNetCore",
            ["."],
            ["Api"],
            ["Api/Access", "Api/Allocations", "Api/Apps", "Api/Consumption", "Api/Events", "Api/Isolation", "Api/Lifecycle", "Api/Metering", "Api/Namespaces", "Api/Plans", "Api/Quotas", "Api/Statements", "Api/Tenants"],
            ["Api/Idempotency"],
            ["Api/Http"],
            ["Api/Json"],
            ["Budgets", "Caching", "Hubs", "Operations", "RateLimiting"],
            ["Live"],
            ["Authorization"],
            ["Requests"],
            ["Diagnostics", "Problems"]),
        // Managers and the reconciliation know an engine and its apps; the engine in memory is one of them, and nobody's but the registration's.
        new(
            "Hivemind.Tenancy.Workloads",
            ["."],
            ["Reconciliation"],
            ["Managers"],
            ["InMemory", "Diagnostics", "Options"],
            ["Engine"],
            ["Apps"],
            ["Values"]),
        // A manager rates what the meter says by price lists; exports write what statements and records say.
        new(
            "Hivemind.Tenancy.Billing",
            ["."],
            ["Managers", "Exports"],
            ["Statements"],
            ["Options"],
            ["Prices"],
            ["Values"]),
        // The engine asks nodes at work, which bring about what containers are to be; what is kept stands in anchors; all go through one client.
        new(
            "Hivemind.Tenancy.Docker",
            ["."],
            ["Health"],
            ["Convergence"],
            ["Containers"],
            ["Anchors"],
            ["Records"],
            ["Nodes", "Diagnostics"],
            ["Options"]),
        // A feature's endpoints load a model and answer with its page; pages are made of components, over what a request is and how things are worded.
        new(
            "Hivemind.Tenancy.Dashboard",
            ["."],
            ["Apps", "Creation", "Events", "Listing", "Members", "Overview", "Settings", "Usage"],
            ["Editing", "Live"],
            ["Http"],
            ["Components"],
            ["Text"]),
        // Suites over cases over what a case is made of; the test host beside them, over the fakes.
        new(
            "Hivemind.Tenancy.Testing",
            ["."],
            ["Conformance"],
            ["Conformance/Access", "Conformance/Stores", "Conformance/Workloads"],
            ["Conformance/Harness"],
            ["Host"],
            ["Access", "Context", "Events", "Tenants"]),
    ];

    /// <summary>The floor of a room, 0 at the bottom; null when the plan does not name the room.</summary>
    public int? FloorOf(string room)
    {
        int fromTop = Array.FindIndex(Floors, rooms => rooms.Contains(room));
        return fromTop < 0 ? null : Floors.Length - 1 - fromTop;
    }

    /// <summary>The doors that open upward.</summary>
    public IEnumerable<Door> Upward(IEnumerable<Door> doors) => doors.Where(d => FloorOf(d.To) > FloorOf(d.From));

    /// <summary>The doors of one floor that open back: over them one comes from a room to itself.</summary>
    public IEnumerable<Door> Back(IReadOnlyCollection<Door> doors)
    {
        Door[] level = [.. doors.Where(d => FloorOf(d.To) == FloorOf(d.From))];
        ILookup<string, string> next = level.ToLookup(d => d.From, d => d.To);
        return level.Where(d => Reaches(d.To, d.From, next, []));
    }

    private static bool Reaches(string from, string to, ILookup<string, string> next, HashSet<string> seen) =>
        from == to || next[from].Any(room => seen.Add(room) && Reaches(room, to, next, seen));
}
