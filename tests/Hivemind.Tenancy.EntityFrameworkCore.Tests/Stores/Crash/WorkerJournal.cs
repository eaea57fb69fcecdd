using System.Globalization;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What follows from a worker's lines: which tenants must exist, and for each allocation which states are possible.</summary>
internal sealed class WorkerJournal
{
    private WorkerJournal()
    {
    }

    /// <summary>Tenants whose creation was acknowledged.</summary>
    public List<TenantId> Tenants { get; } = [];

    public Dictionary<(TenantId Tenant, string Id), Expectation> Allocations { get; } = [];

    /// <summary>What was used up under each id.</summary>
    public Dictionary<(TenantId Tenant, string Id), Spending> Spent { get; } = [];

    /// <summary>The allocations whose release was acknowledged.</summary>
    public HashSet<(TenantId Tenant, string Id)> Released { get; } = [];

    public static WorkerJournal Read(IEnumerable<string> lines)
    {
        WorkerJournal journal = new();
        foreach (string[] parts in lines.Select(line => line.Split(' ')).Where(parts => parts.Length == 5))
        {
            journal.Take(parts[0] == "done", parts[1], TenantId.Parse(parts[2]), parts[3], long.Parse(parts[4], CultureInfo.InvariantCulture));
        }

        return journal;
    }

    private void Take(bool done, string verb, TenantId tenant, string id, long units)
    {
        if (verb == "create")
        {
            if (done)
            {
                Tenants.Add(tenant);
            }

            return;
        }

        if (verb is "consume" or "hold" or "settle" or "spent")
        {
            Spent[(tenant, id)] = (verb, done) switch
            {
                ("consume", false) => new Spending(0, units, 0, 0),
                ("consume", true) => new Spending(units, units, 0, 0),
                ("hold", false) => new Spending(0, 0, 0, units),
                ("hold", true) => new Spending(0, 0, units, units),
                ("settle", false) => Spent[(tenant, id)] with { MostUsed = units, LeastHeld = 0 },
                ("settle", true) => new Spending(units, units, 0, 0),
                _ => new Spending(0, 0, 0, 0),
            };
            return;
        }

        if (verb == "release" && done)
        {
            Released.Add((tenant, id));
        }

        Allocations[(tenant, id)] = (verb, done) switch
        {
            ("reserve", false) => new Expectation(units, MayBeAbsent: true, MayBeHeld: true, MayBeCommitted: false),
            ("reserve", true) => new Expectation(units, MayBeAbsent: false, MayBeHeld: true, MayBeCommitted: false),
            ("refuse", true) => new Expectation(units, MayBeAbsent: true, MayBeHeld: false, MayBeCommitted: false),
            ("commit", false) => new Expectation(units, MayBeAbsent: false, MayBeHeld: true, MayBeCommitted: true),
            ("commit", true) => new Expectation(units, MayBeAbsent: false, MayBeHeld: false, MayBeCommitted: true),
            ("release", false) => new Expectation(units, MayBeAbsent: true, MayBeHeld: false, MayBeCommitted: true),
            ("release", true) => new Expectation(units, MayBeAbsent: true, MayBeHeld: false, MayBeCommitted: false),
            _ => throw new InvalidOperationException($"A worker does not {verb}."),
        };
    }

    /// <param name="LeastUsed">What is known to be charged.</param>
    /// <param name="MostUsed">What may be charged.</param>
    /// <param name="LeastHeld">What is known to be held.</param>
    /// <param name="MostHeld">What may be held.</param>
    public sealed record Spending(long LeastUsed, long MostUsed, long LeastHeld, long MostHeld);

    /// <param name="Units">How many containers.</param>
    /// <param name="MayBeAbsent">Whether it may not be there.</param>
    /// <param name="MayBeHeld">Whether it may be held for its lease.</param>
    /// <param name="MayBeCommitted">Whether it may be committed.</param>
    public sealed record Expectation(long Units, bool MayBeAbsent, bool MayBeHeld, bool MayBeCommitted)
    {
        public bool Allows(Allocation? found) => found is null
            ? MayBeAbsent
            : found.Amounts.Containers == Units && (found.IsCommitted ? MayBeCommitted : MayBeHeld);
    }
}
