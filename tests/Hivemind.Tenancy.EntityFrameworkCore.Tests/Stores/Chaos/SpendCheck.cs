using Hivemind.Tenancy.StoreWorker;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Judges what tenants used up by what workers asked for and what they were told: what was charged is charged once, what was refused is not, and what
/// nobody knows is either. No window ever has more than the budget had at its largest.
/// </summary>
internal sealed class SpendCheck(IConsumptionManager consumption)
{
    private const string Consume = "consume";
    private const string Settle = "settle";
    private const string Correct = "correct";

    private static readonly ConsumptionQuery Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>What is used and held is within the largest budget there ever was, at any moment.</summary>
    public async Task NeverOverAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        foreach (BudgetUsage usage in await consumption.GetBudgetsAsync(tenant, cancellationToken))
        {
            (usage.Held, usage.Used).Should().Match<(long Held, long Used)>(u => u.Held >= 0 && u.Used >= 0, "of {0}", usage);
            long counted = usage.Meter == ChaosSpender.Strict ? usage.Used + usage.Held : usage.Held;
            counted.Should().BeLessThanOrEqualTo(ChaosSpender.Limit, "{0} of {1} has no more than its budget", usage, tenant);
        }
    }

    /// <summary>After every worker is dead: for each meter of each tenant there ever was.</summary>
    /// <param name="lines">What workers wrote down.</param>
    /// <param name="live">The tenants that are there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The figures.</returns>
    public async Task<string> AgreesAsync(IReadOnlyList<ChaosLine> lines, IReadOnlyList<Tenant> live, CancellationToken cancellationToken)
    {
        lines.Where(l => l.What == "fault").Should().BeEmpty("an id is done once");
        List<Request> requests =
        [
            .. lines.Where(l => l.Verb is Consume or Settle or Correct)
                .GroupBy(l => (l.TenantId, l.Uid, l.Verb, l.Id))
                .Select(g => new Request(g.Key.TenantId, g.Key.Uid, g.Key.Verb, g.Key.Id, [.. g])),
        ];
        int unknown = requests.Count(r => r.IsUnknown);
        List<Request> sentAgain = [.. requests.Where(r => r.IsUnknown && live.Any(t => t.Uid == r.Uid))];
        await SumsAsync(requests, cancellationToken);

        // Where the tenant is still there, whoever lost the answer finds out by asking again, and nothing is charged a second time.
        foreach (IGrouping<(TenantUid Uid, string Verb, string Id), Request> again in sentAgain.GroupBy(r => (r.Uid, r.Verb, r.RequestId)))
        {
            await AgainAsync(again.Key.Verb, again.Key.Id, [.. again], cancellationToken);
        }

        int windows = await SumsAsync(requests, cancellationToken);
        await HoldsAsync(lines, live, cancellationToken);
        int charged = requests.Count(r => r.IsDone);
        charged.Should().BeGreaterThan(10, "it was chaos");
        return $"{charged} requests charged, {requests.Count(r => r.IsRefused)} refused, {unknown} unknown of which {sentAgain.Count} asked again, in {windows} windows";
    }

    /// <summary>After every lease has ended nothing is held.</summary>
    public async Task HoldsNothingAsync(IReadOnlyList<Tenant> live, CancellationToken cancellationToken)
    {
        foreach (Tenant tenant in live)
        {
            (await consumption.GetBudgetsAsync(tenant, cancellationToken)).Should().NotContain(u => u.Held != 0, "every lease has ended");
        }
    }

    /// <summary>What is held for long, and nobody has begun to settle or to give back, is still held.</summary>
    private async Task HoldsAsync(IReadOnlyList<ChaosLine> lines, IReadOnlyList<Tenant> live, CancellationToken cancellationToken)
    {
        foreach (Tenant tenant in live)
        {
            ChaosLine[] own = [.. lines.Where(l => l.Uid == tenant.Uid && l.Id.StartsWith(ChaosSpender.Strict, StringComparison.Ordinal))];
            HashSet<string> over = [.. own.Where(l => l.Verb is Settle or "free").Select(l => l.Id)];
            long held = own.Where(l => l is { What: "done", Verb: "hold" } && !over.Contains(l.Id)).Sum(l => l.Units);
            (await consumption.GetBudgetsAsync(tenant, cancellationToken)).Where(u => u.Meter == ChaosSpender.Strict).Sum(u => u.Held)
                .Should().BeGreaterThanOrEqualTo(held, "no hold of {0} is lost", tenant);
        }
    }

    private async Task<int> SumsAsync(IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (IGrouping<TenantReference, Request> tenant in requests.GroupBy(r => new TenantReference(r.TenantId, r.Uid)))
        {
            IReadOnlyList<ConsumptionWindow> windows = await WindowsAsync(tenant.Key, cancellationToken);
            count += windows.Count;
            windows.Select(w => (w.Meter, w.Number)).Should().OnlyHaveUniqueItems("a window is closed once");
            windows.Where(w => w.Meter == ChaosSpender.Strict).Should().NotContain(w => w.Used > ChaosSpender.Limit, "no window of {0} has more than its budget", tenant.Key);
            foreach (string meter in (string[])[ChaosSpender.Strict, ChaosSpender.Loose])
            {
                Request[] own = [.. tenant.Where(r => r.Meter == meter)];
                long known = own.Where(r => r.IsDone).Sum(r => r.Units);
                long more = own.Where(r => r.IsUnknown).Sum(r => Math.Max(0, r.Units));
                long less = own.Where(r => r.IsUnknown).Sum(r => Math.Min(0, r.Units));
                windows.Where(w => w.Meter == meter).Sum(w => w.Used).Should()
                    .BeInRange(known + less, known + more, "{0} of {1} are what was charged, each once, and no more", meter, tenant.Key);
            }
        }

        return count;
    }

    private async Task<IReadOnlyList<ConsumptionWindow>> WindowsAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        List<ConsumptionWindow> all = [];
        ConsumptionQuery query = Always;
        while (await consumption.ReadConsumptionAsync(tenant, query, cancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
            query = query with { After = page[^1] };
        }

        return all;
    }

    private async Task AgainAsync(string verb, string id, Request[] charges, CancellationToken cancellationToken)
    {
        TenantReference tenant = new(charges[0].TenantId, charges[0].Uid);
        ConsumptionAmounts amounts = ConsumptionAmounts.Of(charges.Select(c => KeyValuePair.Create(c.Meter, c.Units)));
        try
        {
            ConsumptionAmounts? booked = verb switch
            {
                Consume => (await consumption.TryConsumeAsync(tenant, amounts, id, cancellationToken)).IsAdmitted ? amounts : null,
                Correct => await consumption.CorrectAsync(tenant, amounts, id, "chaos", cancellationToken),
                _ => await consumption.SettleAsync(tenant, id, amounts, cancellationToken) is null ? null : amounts,
            };
            Array.ForEach(charges, c => c.Resolve(booked?[c.Meter]));
        }
        catch (Exception e) when (e is TenantNotActiveException or ConsumptionHoldNotFoundException)
        {
            Array.ForEach(charges, c => c.Resolve(null));
        }
    }

    /// <summary>One meter of a request, however often it was sent.</summary>
    private sealed class Request(TenantId tenantId, TenantUid uid, string verb, string id, ChaosLine[] lines)
    {
        public TenantId TenantId => tenantId;

        public TenantUid Uid => uid;

        public string Verb => verb;

        public string Meter { get; } = id.Split('/')[0];

        public string RequestId { get; } = id.Split('/')[1];

        public long Units { get; private set; } = (lines.FirstOrDefault(l => l.What == "done") ?? lines[0]).Units;

        public bool IsDone { get; private set; } = lines.Any(l => l.What == "done");

        /// <summary>Each sending of it was.</summary>
        public bool IsRefused { get; private set; } = lines.All(l => l.What != "done") && lines.Count(l => l.What == "refused") == lines.Count(l => l.What == "begin");

        public bool IsUnknown => !IsDone && !IsRefused;

        public void Resolve(long? charged) => (IsDone, IsRefused, Units) = (charged is not null, charged is null, charged ?? Units);
    }
}
