using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>The event log: appending to it and reading it.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>
    /// Appends events in the transaction of <paramref name="context"/> and returns them as recorded. It takes the lock of the log
    /// and keeps it until the transaction ends, so that a reader who has seen a sequence number never finds a smaller one later:
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

        await LockEventsAsync(context, cancellationToken).ConfigureAwait(false);
        DbCommand last = context.Command("SELECT MAX(sequence) FROM events");
        long sequence;
        await using (last.ConfigureAwait(false))
        {
            sequence = await last.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long highest ? highest : 0;
        }

        List<TenancyEvent> recorded = [.. events.Select(e => e with { Sequence = ++sequence })];
        DbCommand insert = context.Command(string.Empty);
        await using (insert.ConfigureAwait(false))
        {
            StringBuilder sql = new("INSERT INTO events (sequence, tenant_id, tenant_uid, kind, document) VALUES ");
            for (int i = 0; i < recorded.Count; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@s{i}, @t{i}, @u{i}, @k{i}, @d{i})");
                insert.Add($"@s{i}", recorded[i].Sequence);
                insert.Add($"@t{i}", recorded[i].TenantId?.Value);
                insert.Add($"@u{i}", recorded[i].TenantUid?.Value);
                insert.Add($"@k{i}", recorded[i].GetType().Name);
                insert.Add($"@d{i}", JsonSerializer.Serialize(recorded[i]));
            }

            insert.CommandText = sql.ToString();
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return recorded;
    }

    /// <summary>Events in the order of their sequence numbers; those of a tenant by its uid, be it gone, or by its id since the last one with this id was created.</summary>
    internal ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantReference? tenant, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<TenancyEvent>>(
            async (context, token) =>
            {
                IQueryable<EventRow> rows = context.Events.Where(e => e.Sequence > after);
                if (tenant is { Id.Value: { } idOfUid, Uid.Value: { } uid })
                {
                    rows = rows.Where(e => e.TenantId == idOfUid && e.TenantUid == uid);
                }
                else if (tenant?.Id.Value is { } id)
                {
                    IQueryable<EventRow> creations = context.Events.Where(e => e.TenantId == id && e.Kind == TenancyModel.TenantCreatedKind);
                    rows = rows.Where(e => e.TenantId == id && e.Sequence >= (creations.Max(c => (long?)c.Sequence) ?? 0));
                }

                List<EventRow> page = await rows.OrderBy(e => e.Sequence).Take(limit).ToListAsync(token).ConfigureAwait(false);
                return [.. page.Select(ToEvent)];
            },
            cancellationToken);

    /// <summary>Takes the lock of the event log until the transaction ends; does nothing where a write transaction is alone anyway.</summary>
    protected abstract ValueTask LockEventsAsync(TenancyDbContext context, CancellationToken cancellationToken);

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
