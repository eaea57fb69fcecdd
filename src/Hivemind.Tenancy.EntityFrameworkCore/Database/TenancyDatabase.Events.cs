using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>The event log: appending to it and reading it.</content>
public abstract partial class TenancyDatabase
{
    private const int EventColumns = 5;

    /// <summary>
    /// Appends events in the transaction of <paramref name="context"/> and returns them as recorded. It takes the lock of the log
    /// and keeps it until the transaction ends, so that a reader who has seen a sequence number never finds a smaller one later:
    /// call it last.
    /// </summary>
    public async ValueTask<IReadOnlyList<TenancyEvent>> AppendAsync(
        TenancyDbContext context, IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(events);
        List<TenancyStatement> statements = [];
        int last = AppendTo(statements, events);
        long sequence = 0;
        await ExecuteAsync(context, statements, default, (i, reader) => sequence = i == last ? reader.GetInt64(0) : sequence, cancellationToken).ConfigureAwait(false);
        context.HasAppended |= events.Count > 0;
        return Recorded(events, sequence);
    }

    /// <summary>A statement that sends a signal to the hosts that listen when the transaction commits; null, which sends none, unless overridden.</summary>
    /// <param name="signal">What <see cref="TenancyCacheInvalidator.Receive"/> takes.</param>
    protected internal virtual TenancyStatement? Signal(string signal) => null;

    /// <summary>Adds what appends events and signals them, as the last of a step's statements.</summary>
    /// <returns>The place of the statement that answers with the last event's sequence number; -1 where there are no events.</returns>
    internal int AppendTo(List<TenancyStatement> statements, IReadOnlyList<TenancyEvent> events)
    {
        if (events.Count == 0)
        {
            return -1;
        }

        // Crossings are not signalled: a signal may make commits wait for each other.
        statements.AddRange(events.Select(TenancySignals.For).OfType<string>().Distinct(StringComparer.Ordinal).Select(Signal).OfType<TenancyStatement>());

        // The row is the lock of the log, and never gives a number twice, whatever was trimmed.
        statements.Add(new TenancyStatement($"UPDATE event_log SET newest = newest + @p1 WHERE id = {EventLogRow.Only}").With(events.Count));
        StringBuilder sql = new("INSERT INTO events (sequence, tenant_id, tenant_uid, kind, occurred_at, document) VALUES ");
        for (int i = 0; i < events.Count; i++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"(SELECT newest FROM event_log WHERE id = {EventLogRow.Only}) - {events.Count - 1 - i}");
            string values = string.Join(", ", Enumerable.Range((i * EventColumns) + 1, EventColumns).Select(p => $"@p{p}"));
            sql.Append(i == 0 ? "" : ", ").Append('(').Append(number).Append(", ").Append(values).Append(')');
        }

        TenancyStatement insert = new(sql.ToString());
        foreach (TenancyEvent entry in events)
        {
            insert.With(entry.TenantId?.Value)
                .With(entry.TenantUid?.ToString())
                .With(entry.GetType().Name)
                .With(entry.OccurredAt.UtcTicks)
                .With(JsonSerializer.Serialize(entry));
        }

        statements.Add(insert);
        statements.Add(new TenancyStatement($"SELECT newest FROM event_log WHERE id = {EventLogRow.Only}"));
        return statements.Count - 1;
    }

    /// <summary>The events with their sequence numbers.</summary>
    internal static IReadOnlyList<TenancyEvent> Recorded(IReadOnlyList<TenancyEvent> events, long last) =>
        [.. events.Select((e, i) => e with { Sequence = last - events.Count + 1 + i })];

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
