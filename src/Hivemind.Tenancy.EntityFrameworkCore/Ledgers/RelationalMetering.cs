namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What was used. Records are written by <see cref="LedgerStep"/>, in the steps that close them; here they are read, numbered and removed.</summary>
internal sealed class RelationalMetering(TenancyDatabase database)
{
    /// <summary>Most records that one step gives numbers.</summary>
    private const int NumberedAtOnce = 1000;

    public ValueTask<TSum> SumAsync<TSum>(UsageSpan span, Func<TSum> begin, Action<TSum, UsageRecord> add, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            TSum sum = begin();
            List<(TenantId Id, TenantUid Uid, AllocationState Allocation)> held = [];
            DateTimeOffset now = await database.ReadOnceAsync(
                context,
                [UsageSql.Select(span), AllocationSql.HeldBefore(span.Tenant, span.Until.UtcTicks)],
                (i, reader) =>
                {
                    if (i == 0)
                    {
                        add(sum, UsageSql.Read(reader));
                    }
                    else
                    {
                        (TenantId id, TenantUid uid) = AllocationSql.ReadTenant(reader);
                        held.Add((id, uid, AllocationSql.Read(reader)));
                    }
                },
                token).ConfigureAwait(false);
            foreach (UsageRecord open in held.SelectMany(h => MeterRules.Open(h.Allocation, h.Id, h.Uid, now)).Where(span.Reaches))
            {
                add(sum, open);
            }

            return sum;
        },
        cancellationToken);

    /// <summary>Those that have no number yet get one before a page is not full.</summary>
    public async ValueTask<UsageRecordPage> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        (UsageRecordPage page, bool hasUnread) = await ReadNumberedAsync(after, limit, cancellationToken).ConfigureAwait(false);
        if (page.Records.Count == limit || !hasUnread)
        {
            return page;
        }

        await database.WriteAsync((context, token) => NumberAsync(context, long.MaxValue, token), cancellationToken).ConfigureAwait(false);
        return (await ReadNumberedAsync(after, limit, cancellationToken).ConfigureAwait(false)).Page;
    }

    /// <summary>What goes gets a number first, so that who reads on from an earlier one is told.</summary>
    public ValueTask<int> TrimAsync(TimeSpan retain, CancellationToken cancellationToken) => database.WriteAsync(
        async (context, token) =>
        {
            long due = (await database.ReadTimeAsync(context, token).ConfigureAwait(false) - retain).UtcTicks;
            long? last = await LastDueAsync(context, due, most: 1, token).ConfigureAwait(false) is null
                ? null
                : await LastDueAsync(context, due, UsageSpan.SliceSize, token).ConfigureAwait(false);
            if (last is not { } through)
            {
                return 0;
            }

            while (await NumberAsync(context, through, token).ConfigureAwait(false) > 0)
            {
                // Until there is none without.
            }

            TenancyStatement log = new TenancyStatement(
                "UPDATE usage_log SET trimmed = (SELECT MAX(sequence) FROM usage_records WHERE id <= @p1) "
                + $"WHERE id = {UsageLogRow.Only} AND trimmed < (SELECT MAX(sequence) FROM usage_records WHERE id <= @p1)").With(through);
            await TenancyDatabase.ChangeAsync(context, log, token).ConfigureAwait(false);
            return await TenancyDatabase.ChangeAsync(
                context, new TenancyStatement("DELETE FROM usage_records WHERE id <= @p1 AND to_at <= @p2").With(through).With(due), token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>A page of those that have a number, and whether there are any without.</summary>
    private ValueTask<(UsageRecordPage Page, bool HasUnread)> ReadNumberedAsync(long after, int limit, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            List<UsageRecord> records = [];
            (bool hasUnread, long trimmed) = (false, 0);
            await database.ReadOnceAsync(
                context,
                [
                    UsageSql.After(after, limit),
                    new TenancyStatement("SELECT id FROM usage_records WHERE sequence IS NULL LIMIT 1"),
                    new TenancyStatement($"SELECT trimmed FROM usage_log WHERE id = {UsageLogRow.Only}"),
                ],
                (i, reader) =>
                {
                    switch (i)
                    {
                        case 0:
                            records.Add(UsageSql.Read(reader));
                            break;
                        case 1:
                            hasUnread = true;
                            break;
                        default:
                            trimmed = reader.GetInt64(0);
                            break;
                    }
                },
                token).ConfigureAwait(false);
            return (new UsageRecordPage(records, records.Count > 0 ? records[^1].Sequence : after, after < trimmed), hasUnread);
        },
        cancellationToken);

    /// <summary>
    /// Gives those that were written first, up to a row, and have no number the next ones. The lock of the log makes it one at a time, so that a number
    /// that can be read has all smaller ones before it; what is written meanwhile gets a larger one.
    /// </summary>
    private static async ValueTask<int> NumberAsync(TenancyDbContext context, long through, CancellationToken cancellationToken)
    {
        await TenancyDatabase.ChangeAsync(
            context, new TenancyStatement($"UPDATE usage_log SET newest = newest WHERE id = {UsageLogRow.Only}"), cancellationToken).ConfigureAwait(false);
        int numbered = await TenancyDatabase.ChangeAsync(
            context,
            new TenancyStatement(
                $"""
                UPDATE usage_records SET sequence = (SELECT newest FROM usage_log WHERE id = {UsageLogRow.Only}) + unread.place
                FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place
                    FROM (SELECT id FROM usage_records WHERE sequence IS NULL AND id <= @p2 ORDER BY id LIMIT @p1) AS first) AS unread
                WHERE usage_records.id = unread.id
                """).With(NumberedAtOnce).With(through),
            cancellationToken).ConfigureAwait(false);
        await TenancyDatabase.ChangeAsync(
            context,
            new TenancyStatement($"UPDATE usage_log SET newest = newest + @p1 WHERE id = {UsageLogRow.Only}").With(numbered),
            cancellationToken).ConfigureAwait(false);
        return numbered;
    }

    /// <summary>The last of the oldest rows that ended by then, without one between that did not.</summary>
    private async ValueTask<long?> LastDueAsync(TenancyDbContext context, long due, int most, CancellationToken cancellationToken)
    {
        List<(long Id, long To)> oldest = [];
        await database.ExecuteAsync(
            context,
            [new TenancyStatement("SELECT id, to_at FROM usage_records ORDER BY id LIMIT @p1").With(most)],
            default,
            (_, reader) => oldest.Add((reader.GetInt64(0), reader.GetInt64(1))),
            cancellationToken).ConfigureAwait(false);
        return oldest.TakeWhile(r => r.To <= due).Select(r => (long?)r.Id).LastOrDefault();
    }
}
