using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>The event log: appending to it and reading it.</content>
public abstract partial class TenancyDatabase
{
    private const string TakeNumbers = "UPDATE event_log SET newest = newest + @count WHERE id = 1 RETURNING newest";

    /// <summary>
    /// Appends events in the transaction of <paramref name="context"/> and returns them as recorded. Taking their numbers locks the row
    /// that counts them until the transaction ends, so that a reader who has seen a sequence number never finds a smaller one later:
    /// call it last.
    /// </summary>
    public virtual async ValueTask<IReadOnlyList<TenancyEvent>> AppendAsync(
        TenancyDbContext context, IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            return [];
        }

        long sequence = await TakeNumbersAsync(context, events.Count, cancellationToken).ConfigureAwait(false);
        List<TenancyEvent> recorded = [.. events.Select(e => e with { Sequence = ++sequence })];
        DbCommand insert = context.Command(string.Empty);
        await using (insert.ConfigureAwait(false))
        {
            StringBuilder sql = new("INSERT INTO events (sequence, tenant_id, tenant_uid, kind, occurred_at, document) VALUES ");
            for (int i = 0; i < recorded.Count; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@s{i}, @t{i}, @u{i}, @k{i}, @o{i}, @d{i})");
                insert.Add($"@s{i}", recorded[i].Sequence);
                insert.Add($"@t{i}", recorded[i].TenantId?.Value);
                insert.Add($"@u{i}", recorded[i].TenantUid?.ToString());
                insert.Add($"@k{i}", recorded[i].GetType().Name);
                insert.Add($"@o{i}", recorded[i].OccurredAt.UtcTicks);
                insert.Add($"@d{i}", JsonSerializer.Serialize(recorded[i]));
            }

            insert.CommandText = sql.ToString();
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        context.HasAppended = true;
        return recorded;
    }

    /// <summary>A page of the log, and where the log stands, at one moment.</summary>
    internal ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadSnapshotAsync(
            async (context, token) =>
            {
                EventLogRow log = await LogAsync(context, token).ConfigureAwait(false);
                IQueryable<EventRow> rows = Rows(context, query);
                rows = query.NewestFirst ? rows.OrderByDescending(e => e.Sequence) : rows.OrderBy(e => e.Sequence);
                List<EventRow> page = await rows.Take(query.Limit).ToListAsync(token).ConfigureAwait(false);
                return new EventPage(query, [.. page.Select(ToEvent)], log.Trimmed + 1, log.Newest);
            },
            cancellationToken);

    private static async ValueTask<long> TakeNumbersAsync(TenancyDbContext context, int count, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(TakeNumbers);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@count", count);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long newest
                ? newest - count
                : throw new InvalidOperationException("The table event_log has lost its only row. Insert it anew, with the largest number ever given.");
        }
    }

    private static Task<EventLogRow> LogAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        context.EventLog.SingleAsync(l => l.Id == EventLogRow.Only, cancellationToken);

    private static IQueryable<EventRow> Rows(TenancyDbContext context, EventQuery query)
    {
        IQueryable<EventRow> rows = context.Events;
        if (query.After is { } after)
        {
            rows = query.NewestFirst ? rows.Where(e => e.Sequence < after) : rows.Where(e => e.Sequence > after);
        }

        if (query.Tenant is { } tenant)
        {
            string id = tenant.Id.Value;
            string? uid = tenant.Uid?.ToString();
            IQueryable<EventRow> creations = context.Events.Where(e => e.TenantId == id && e.Kind == TenancyModel.TenantCreatedKind);
            rows = uid is not null
                ? rows.Where(e => e.TenantId == id && e.TenantUid == uid)
                : rows.Where(e => e.TenantId == id && e.Sequence >= (creations.Max(c => (long?)c.Sequence) ?? 0));
        }

        if (query.Kinds is { } kinds)
        {
            string[] names = [.. kinds];
            rows = rows.Where(e => names.Contains(e.Kind));
        }

        if (query.From is { } from)
        {
            long ticks = from.UtcTicks;
            rows = rows.Where(e => e.OccurredAt >= ticks);
        }

        if (query.Until is { } until)
        {
            long ticks = until.UtcTicks;
            rows = rows.Where(e => e.OccurredAt < ticks);
        }

        return rows;
    }

    private static TenancyEvent ToEvent(EventRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<TenancyEvent>(row.Document)! with { Sequence = row.Sequence };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new TenancyStoreException($"The stored event {row.Sequence} cannot be read: {e.Message}", isTransient: false, e);
        }
    }
}
