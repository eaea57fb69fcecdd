namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Judges usage records by the history of allocations: each is charged from its admission to its end, once, without a gap, and an ended lease to its end.
/// Where the history cannot tell (nobody got the answer, it grew, its tenant was removed), what is charged is still what somebody asked for.
/// </summary>
internal sealed class MeterCheck(IUsageMeter meter)
{
    private readonly List<UsageRecord> _read = [];
    private long _next;

    /// <summary>Reads on, as who carries records elsewhere does.</summary>
    public async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        while (await meter.ReadRecordsAsync(_next, cancellationToken: cancellationToken) is { Records.Count: > 0 } page)
        {
            _read.AddRange(page.Records);
            _next = page.Next;
        }
    }

    /// <summary>After nothing is held any more.</summary>
    /// <param name="lines">What workers wrote down.</param>
    /// <param name="observed">What observations changed.</param>
    /// <param name="released">What the check itself released, and when.</param>
    /// <param name="live">The tenants that are there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The figures.</returns>
    public async Task<string> AgreesAsync(
        IReadOnlyList<ChaosLine> lines,
        IReadOnlyList<AllocationsReconciled> observed,
        IReadOnlyList<(TenantUid Uid, string Id, long At)> released,
        IReadOnlyList<Tenant> live,
        CancellationToken cancellationToken)
    {
        await ReadOnAsync(cancellationToken);
        MeterCheck again = new(meter);
        await again.ReadOnAsync(cancellationToken);
        _read.Should().Equal(again._read, "no reader misses a record, and none is rewritten");
        _read.Select(r => r.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        _read.Should().NotContain(r => r.From >= r.To || r.Source.Length == 0);

        Dictionary<(TenantUid Uid, string Id), AllocationHistory> histories = lines
            .Where(l => l.Verb is "reserve" or "commit" or "grow" or "lower" or "release" or "forget")
            .GroupBy(l => (l.Uid, l.Id)).ToDictionary(g => g.Key, g => new AllocationHistory(g.Key.Id, [.. g]));
        foreach (AllocationsReconciled observation in observed)
        {
            foreach (string id in observation.Result.Adopted.Concat(observation.Result.Freed).Concat(observation.Result.Committed).Concat(observation.Result.Raised).Distinct())
            {
                histories[(observation.TenantUid!.Value, id)].Take(observation);
            }
        }

        foreach ((TenantUid uid, string id, long at) in released)
        {
            histories[(uid, id)].End(at);
        }

        ILookup<(TenantUid, string), UsageRecord> records = _read.ToLookup(r => (r.TenantUid, r.AllocationId));
        records.Select(r => r.Key).Should().BeSubsetOf(histories.Keys, "nothing is charged that nobody reserved");
        HashSet<TenantUid> there = [.. live.Select(t => t.Uid)];
        List<string> faults =
        [
            .. from history in histories
               let own = records[history.Key].ToList()
               let fault = history.Value.Faults(own, isGone: !there.Contains(history.Key.Uid))
               where fault is not null
               select $"{history.Key} {fault}; {Text(own)}; {string.Join(", ", lines.Where(l => (l.Uid, l.Id) == history.Key))}",
        ];
        faults.Should().BeEmpty("each allocation is charged from its admission to its end, once");
        await SumsAsync(lines.Select(l => new TenantReference(l.TenantId, l.Uid)).Distinct(), cancellationToken);
        int plain = histories.Values.Count(h => h.IsPlain);
        plain.Should().BeGreaterThan(10, "most is known exactly");
        return $"{_read.Count} records of {records.Count} allocations compared, {plain} of {histories.Count} histories known exactly";
    }

    /// <summary>What is measured is the sum of the records.</summary>
    private async Task SumsAsync(IEnumerable<TenantReference> tenants, CancellationToken cancellationToken)
    {
        ILookup<TenantUid, UsageRecord> records = _read.ToLookup(r => r.TenantUid);
        foreach (TenantReference tenant in tenants)
        {
            IReadOnlyList<MeteredUsage> usage = await meter.MeasureAsync(
                new MeterQuery(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue) { Tenant = tenant }, cancellationToken);
            Int128 sum = 0;
            foreach (UsageRecord record in records[tenant.Uid!.Value])
            {
                sum += (Int128)record.Amounts.Containers * ((record.To - record.From).Ticks / TimeSpan.TicksPerMicrosecond);
            }

            (usage.Count == 0 ? 0 : usage[0][ResourceNames.Containers].Total.StepMicroseconds).Should().Be(sum, "the usage of {0} is the sum of its records", tenant);
        }
    }

    private static string Text(IEnumerable<UsageRecord> records) => string.Join(
        ", ", records.Select(r => $"{r.Sequence}: {r.Amounts.Containers} {(r.IsCommitted ? "committed" : "held")} {r.From.UtcTicks} to {r.To.UtcTicks}"));
}
