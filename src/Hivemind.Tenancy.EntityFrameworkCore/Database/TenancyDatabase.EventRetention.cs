using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Trimming the event log, and how far its readers have come.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>As <see cref="ITenantStore.AcknowledgeEventsAsync"/>.</summary>
    internal ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken) =>
        WriteAsync(
            async (context, token) =>
            {
                EventLogRow log = await LogAsync(context, token).ConfigureAwait(false);
                long reached = Math.Min(through, log.Newest);
                if (reached > 0)
                {
                    await context.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO event_readers (name, sequence) VALUES ({reader}, {reached})
                        ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence WHERE event_readers.sequence < excluded.sequence
                        """,
                        token).ConfigureAwait(false);
                }

                return await context.EventReaders.Where(r => r.Name == reader).Select(r => r.Sequence).SingleOrDefaultAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>As <see cref="ITenantStore.TrimEventsAsync"/>.</summary>
    internal ValueTask<int> TrimEventsAsync(EventRetention retention, CancellationToken cancellationToken) =>
        WriteAsync(
            async (context, token) =>
            {
                DateTimeOffset now = await ReadTimeAsync(context, token).ConfigureAwait(false);
                EventLogRow log = await LogAsync(context, token).ConfigureAwait(false);
                long reach = await ReachAsync(context, retention, log.Newest, token).ConfigureAwait(false);
                var oldest = await context.Events
                    .Where(e => e.Sequence > log.Trimmed && e.Sequence <= reach)
                    .OrderBy(e => e.Sequence)
                    .Take(EventRetention.SliceSize)
                    .Select(e => new { e.Sequence, e.OccurredAt })
                    .ToListAsync(token).ConfigureAwait(false);
                long through = oldest
                    .TakeWhile(e => retention.IsDue(e.Sequence, Ticks.ToTime(e.OccurredAt), log.Newest, now))
                    .Select(e => e.Sequence)
                    .LastOrDefault();
                if (through == 0)
                {
                    return 0;
                }

                // The rows first, and the row that appending waits for last. Of two hosts the second finds nothing left.
                int removed = await context.Events.Where(e => e.Sequence <= through).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await context.EventLog
                    .Where(l => l.Id == EventLogRow.Only && l.Trimmed < through)
                    .ExecuteUpdateAsync(l => l.SetProperty(r => r.Trimmed, through), token).ConfigureAwait(false);
                return removed;
            },
            cancellationToken);

    private static async ValueTask<long> ReachAsync(
        TenancyDbContext context, EventRetention retention, long newest, CancellationToken cancellationToken)
    {
        if (retention.Readers.Count == 0)
        {
            return newest;
        }

        string[] names = [.. retention.Readers];
        Dictionary<string, long> known = await context.EventReaders
            .Where(r => names.Contains(r.Name))
            .ToDictionaryAsync(r => r.Name, r => r.Sequence, cancellationToken).ConfigureAwait(false);
        return retention.Reach(newest, names.Select(n => known.GetValueOrDefault(n)));
    }
}
