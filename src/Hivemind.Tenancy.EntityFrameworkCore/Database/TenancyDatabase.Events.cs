using System.Data.Common;
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

        // Those that change no cached answer, such as crossings, are not signalled: a signal may make commits wait for each other.
        statements.AddRange(events.Select(TenancyCacheInvalidator.SignalFor).OfType<string>().Distinct(StringComparer.Ordinal).Select(Signal).OfType<TenancyStatement>());

        // The counter's row is the lock of the log, and never says a number twice, whatever was trimmed.
        statements.Add(new TenancyStatement($"UPDATE counters SET value = value + @p1 WHERE name = '{CounterRow.Events}'").With(events.Count));
        StringBuilder sql = new("INSERT INTO events (sequence, tenant_id, tenant_uid, kind, occurred_at, document) VALUES ");
        for (int i = 0; i < events.Count; i++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"(SELECT value FROM counters WHERE name = '{CounterRow.Events}') - {events.Count - 1 - i}");
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
        statements.Add(new TenancyStatement($"SELECT value FROM counters WHERE name = '{CounterRow.Events}'"));
        return statements.Count - 1;
    }

    /// <summary>The events with their sequence numbers.</summary>
    internal static IReadOnlyList<TenancyEvent> Recorded(IReadOnlyList<TenancyEvent> events, long last) =>
        [.. events.Select((e, i) => e with { Sequence = last - events.Count + 1 + i })];

    /// <summary>Events in the order of their sequence numbers; those of a tenant of one uid, or since the last one with this id was created.</summary>
    internal ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantReference? tenant, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<TenancyEvent>>(
            async (context, token) =>
            {
                IQueryable<EventRow> rows = context.Events.Where(e => e.Sequence > after);
                if (tenant is { } reference)
                {
                    (string id, string? uid) = (reference.Id.Value, reference.Uid?.ToString());
                    IQueryable<EventRow> creations = context.Events.Where(e => e.TenantId == id && e.Kind == TenancyModel.TenantCreatedKind);
                    rows = uid is not null
                        ? rows.Where(e => e.TenantId == id && e.TenantUid == uid)
                        : rows.Where(e => e.TenantId == id && e.Sequence >= (creations.Max(c => (long?)c.Sequence) ?? 0));
                }

                List<EventRow> page = await rows.OrderBy(e => e.Sequence).Take(limit).ToListAsync(token).ConfigureAwait(false);
                return [.. page.Select(ToEvent)];
            },
            cancellationToken);

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
