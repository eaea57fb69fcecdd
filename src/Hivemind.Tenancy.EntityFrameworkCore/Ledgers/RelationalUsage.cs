using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that look at ledgers as of one moment and write nothing: what has ended is swept from the copy that was read.</summary>
internal sealed class RelationalUsage(TenancyDatabase database, LedgerSettings settings)
{
    /// <summary>Most ids in one statement.</summary>
    private const int IdsAtOnce = 500;

    private const char FirstSurrogate = '\uD800';
    private const char AfterSurrogates = '\uE000';

    public ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken) =>
        LookAsync(tenant, (state, nextEnd, now) => AdmissionRules.Check(state, amounts, nextEnd, now), cancellationToken);

    public ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        LookAsync(tenant, (state, _, now) => UsageRules.Usage(state, now), cancellationToken);

    public ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery query, CancellationToken cancellationToken) =>
        query.Tenants is null ? ListAllAsync(query, cancellationToken) : ListNamedAsync(query, query.Tenants, cancellationToken);

    public ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<ReconciliationMark>>(
        async (context, token) =>
        {
            Dictionary<string, ReconciliationMark> marks = new(StringComparer.Ordinal);
            TenancyStatement[] statements =
            [
                .. tenants.Select(t => t.Id.Value).Distinct().Chunk(IdsAtOnce).Select(ids =>
                    new TenancyStatement($"SELECT tenant_id, tenant_uid, change FROM ledgers WHERE tenant_id IN {TenancyStatement.In(1, ids.Length)}").WithAll(ids)),
            ];
            await database.ReadOnceAsync(
                context,
                statements,
                (_, reader) => marks[reader.GetString(0)] = new ReconciliationMark(
                    TenantId.Parse(reader.GetString(0)), TenantUid.Parse(reader.GetString(1)), reader.GetInt64(2)),
                token).ConfigureAwait(false);
            return [.. tenants.Where(t => marks.TryGetValue(t.Id.Value, out ReconciliationMark? mark) && t.Names(mark.TenantUid)).Select(t => marks[t.Id.Value])];
        },
        cancellationToken);

    /// <summary>
    /// One page in ordinal order of the ids. A database orders text by its bytes, which is the order of code points; .NET's ordinal order
    /// is that of UTF-16 units. They differ only between characters beyond U+FFFF and those from U+E000 to U+FFFF, so a page without the
    /// latter is the right one, and only where it has any, all ids of the tenant are put in order here.
    /// </summary>
    public async ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken)
    {
        if (query.After is null || !query.After.Any(c => c >= FirstSurrogate))
        {
            IReadOnlyList<Allocation> page = await ListAsync(tenant, query, query.After ?? string.Empty, query.Limit, cancellationToken).ConfigureAwait(false);
            if (!page.Any(a => a.Id.Any(c => c >= AfterSurrogates)))
            {
                return page;
            }
        }

        IReadOnlyList<Allocation> all = await ListAsync(tenant, query, string.Empty, int.MaxValue, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(a => string.CompareOrdinal(a.Id, query.After) > 0).OrderBy(a => a.Id, StringComparer.Ordinal).Take(query.Limit)];
    }

    private static void Sweep(LedgerState state, AllocationState ended, DateTimeOffset now)
    {
        // A time that was read after the rows may be behind the one by which they were found.
        if (ended.EndsTicks <= now.UtcTicks)
        {
            AllocationRules.Sweep(state, ended, now);
        }
    }

    private ValueTask<IReadOnlyList<TenantUsage>> ListAllAsync(UsageQuery query, CancellationToken cancellationToken) => database.ReadSnapshotAsync<IReadOnlyList<TenantUsage>>(
        async (context, token) =>
        {
            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            Dictionary<string, StoredLedger> ledgers = new(StringComparer.Ordinal);
            await database.ExecuteAsync(context, [LedgerSql.Worst(query)], now, (_, reader) => Ledger(reader).ReadLedger(reader), token).ConfigureAwait(false);
            List<(string TenantId, AllocationState Allocation)> ended = [];
            foreach (string[] ids in ledgers.Keys.Chunk(IdsAtOnce).ToList())
            {
                await database.ExecuteAsync(
                    context,
                    [LedgerSql.Resources(ids), database.Ledgers.AllEnded(ids)],
                    now,
                    (i, reader) =>
                    {
                        if (i == 0)
                        {
                            Ledger(reader).ReadResource(reader);
                        }
                        else
                        {
                            ended.Add((reader.GetString(0), AllocationSql.Read(reader)));
                        }
                    },
                    token).ConfigureAwait(false);
            }

            return Usages(ledgers.Values, ended, now);

            StoredLedger Ledger(DbDataReader reader)
            {
                string id = reader.GetString(0);
                return ledgers.TryGetValue(id, out StoredLedger? ledger) ? ledger : ledgers[id] = new StoredLedger(settings.Thresholds);
            }
        },
        cancellationToken);

    /// <summary>
    /// Everything about the tenants that are named, which are so few that the page is made here: in one round trip, where a page of all
    /// tenants has to be known before what belongs to it can be asked for.
    /// </summary>
    private ValueTask<IReadOnlyList<TenantUsage>> ListNamedAsync(
        UsageQuery query, IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<TenantUsage>>(
        async (context, token) =>
        {
            ILookup<string, TenantReference> named = tenants.ToLookup(t => t.Id.Value, StringComparer.Ordinal);
            Dictionary<string, StoredLedger> ledgers = named.ToDictionary(t => t.Key, _ => new StoredLedger(settings.Thresholds), StringComparer.Ordinal);
            List<(string TenantId, AllocationState Allocation)> ended = [];
            DateTimeOffset now = await database.ReadOnceAsync(
                context,
                [.. ledgers.Keys.Chunk(IdsAtOnce).SelectMany(ids => new[] { LedgerSql.Find(ids), LedgerSql.Resources(ids), database.Ledgers.AllEnded(ids) })],
                (i, reader) =>
                {
                    string id = reader.GetString(0);
                    switch (i % 3)
                    {
                        case 0:
                            ledgers[id].ReadLedger(reader);
                            break;
                        case 1:
                            ledgers[id].ReadResource(reader);
                            break;
                        default:
                            ended.Add((id, AllocationSql.Read(reader)));
                            break;
                    }
                },
                token).ConfigureAwait(false);
            IEnumerable<StoredLedger> page = ledgers.Values
                .Where(l => l.IsFound && named[l.State.TenantId.Value].Any(t => t.Names(l.State.Uid)))
                .Where(l => query.After is not { } after || l.KeptShare < after.Share || (l.KeptShare == after.Share && l.State.TenantId > after.TenantId))
                .OrderByDescending(l => l.KeptShare)
                .ThenBy(l => l.State.TenantId)
                .Take(query.Limit);
            return Usages(page, ended, now);
        },
        cancellationToken);

    private static List<TenantUsage> Usages(
        IEnumerable<StoredLedger> page, IEnumerable<(string TenantId, AllocationState Allocation)> ended, DateTimeOffset now)
    {
        ILookup<string, AllocationState> endedOf = ended.ToLookup(e => e.TenantId, e => e.Allocation, StringComparer.Ordinal);
        List<TenantUsage> usages = [];
        foreach (StoredLedger ledger in page)
        {
            ledger.Complete();
            foreach (AllocationState allocation in endedOf[ledger.State.TenantId.Value])
            {
                Sweep(ledger.State, allocation, now);
            }

            // Sorted by what is kept, so that is what the next page begins after.
            usages.Add(UsageRules.Usage(ledger.State, now) with { Share = ledger.KeptShare });
        }

        return usages;
    }

    private ValueTask<IReadOnlyList<Allocation>> ListAsync(
        TenantReference tenant, AllocationQuery query, string after, int limit, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<Allocation>>(
        async (context, token) =>
        {
            TenancyStatement page = new TenancyStatement(
                database.Ledgers.Live + " AND id > @p2 AND (@p3 IS NULL OR source = @p3) AND (@p4 IS NULL OR namespace = @p4) ORDER BY id LIMIT @p5")
                .With(tenant.Id.Value).With(after).With(query.Source).With(query.Namespace).With(limit);
            StoredLedger ledger = new(settings.Thresholds);
            List<AllocationState> live = [];
            DateTimeOffset now = await database.ReadOnceAsync(
                context,
                [LedgerSql.Find(tenant.Id), page],
                (i, reader) =>
                {
                    if (i == 0)
                    {
                        ledger.ReadLedger(reader);
                    }
                    else
                    {
                        live.Add(AllocationSql.Read(reader));
                    }
                },
                token).ConfigureAwait(false);
            if (!ledger.IsFound || !tenant.Names(ledger.State.Uid))
            {
                throw new TenantNotFoundException(tenant.Id);
            }

            foreach (AllocationState allocation in live.Where(a => a.Growth?.HasEnded(now) == true))
            {
                allocation.Growth = null;
            }

            return [.. live.Select(a => a.ToAllocation(ledger.State.TenantId, ledger.State.Uid))];
        },
        cancellationToken);

    private ValueTask<T> LookAsync<T>(TenantReference tenant, Func<LedgerState, DateTimeOffset?, DateTimeOffset, T> look, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            StoredLedger ledger = new(settings.Thresholds);
            List<AllocationState> ended = [];
            long? nextEnd = null;
            LedgerSql sql = database.Ledgers;
            DateTimeOffset now = await database.ReadOnceAsync(
                context,
                [LedgerSql.Find(tenant.Id), LedgerSql.Resources(tenant.Id), sql.AllEnded([tenant.Id.Value]), sql.NextEnd(tenant.Id)],
                (i, reader) =>
                {
                    switch (i)
                    {
                        case 0:
                            ledger.ReadLedger(reader);
                            break;
                        case 1:
                            ledger.ReadResource(reader);
                            break;
                        case 2:
                            ended.Add(AllocationSql.Read(reader));
                            break;
                        default:
                            nextEnd = reader.GetInt64OrNull(0);
                            break;
                    }
                },
                token).ConfigureAwait(false);
            if (!ledger.IsFound || !tenant.Names(ledger.State.Uid))
            {
                throw new TenantNotFoundException(tenant.Id);
            }

            ledger.Complete();
            foreach (AllocationState allocation in ended)
            {
                Sweep(ledger.State, allocation, now);
                nextEnd = allocation.EndsTicks > now.UtcTicks && allocation.EndsTicks != AllocationState.Never ? Math.Min(nextEnd ?? long.MaxValue, allocation.EndsTicks) : nextEnd;
            }

            return look(ledger.State, Ticks.ToTime(nextEnd), now);
        },
        cancellationToken);
}
