using System.Data.Common;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Usage records as rows, and back.</summary>
internal static class UsageSql
{
    /// <summary>Most rows of one statement.</summary>
    private const int RowsAtOnce = 500;

    private static readonly string[] Values =
    [
        "tenant_id", "tenant_uid", "allocation_id", "amounts", "from_at", "to_at", "source", "namespace", "labels", "is_committed",
    ];

    private static readonly string SelectText = $"SELECT sequence, {string.Join(", ", Values)} FROM usage_records WHERE ";

    /// <summary>What writes them.</summary>
    public static IEnumerable<TenancyStatement> Insert(IReadOnlyList<UsageRecord> records)
    {
        foreach (UsageRecord[] rows in records.Chunk(RowsAtOnce))
        {
            TenancyStatement insert = new(
                $"INSERT INTO usage_records ({string.Join(", ", Values)}) VALUES "
                + string.Join(", ", rows.Select((_, i) => TenancyStatement.In((i * Values.Length) + 1, Values.Length))));
            foreach (UsageRecord record in rows)
            {
                insert.With(record.TenantId.Value)
                    .With(record.TenantUid.ToString())
                    .With(record.AllocationId)
                    .With(StepsJson.Write(record.Amounts))
                    .With(record.From.UtcTicks)
                    .With(record.To.UtcTicks)
                    .With(record.Source)
                    .With(record.Namespace)
                    .With(record.Labels.Count == 0 ? null : JsonSerializer.Serialize(record.Labels))
                    .With(record.IsCommitted ? 1 : 0);
            }

            yield return insert;
        }
    }

    /// <summary>Those that reach into a span: of a tenant by the index, which has ends.</summary>
    public static TenancyStatement Select(UsageSpan span)
    {
        long until = span.Until.UtcTicks;
        TenancyStatement select = new(SelectText + "to_at > @p1 AND to_at <= @p2 AND from_at < @p3" + (span.Tenant is null ? null : " AND tenant_uid = @p4"));
        select.With(span.From.UtcTicks).With(MeterRules.EndOfMonth(until - 1)).With(until);
        return span.Tenant is { } tenant ? select.With(tenant.Uid!.Value.ToString()) : select;
    }

    /// <summary>Those with a number that come next.</summary>
    public static TenancyStatement After(long sequence, int limit) =>
        new TenancyStatement(SelectText + "sequence > @p1 ORDER BY sequence LIMIT @p2").With(sequence).With(limit);

    public static UsageRecord Read(DbDataReader reader) => new(
        TenantId.Parse(reader.GetString(1)),
        TenantUid.Parse(reader.GetString(2)),
        reader.GetString(3),
        StepsJson.ReadAmounts(reader.GetString(4)),
        Ticks.ToTime(reader.GetInt64(5)),
        Ticks.ToTime(reader.GetInt64(6)))
    {
        Sequence = reader.GetInt64OrNull(0) ?? 0,
        Source = reader.GetString(7),
        Namespace = reader.GetStringOrNull(8),
        Labels = reader.GetStringOrNull(9) is { } labels ? JsonSerializer.Deserialize<Dictionary<string, string>>(labels)! : [],
        IsCommitted = reader.GetInt32(10) != 0,
    };
}
