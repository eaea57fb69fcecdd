using System.Data.Common;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What tenants use up as rows, and back.</summary>
internal static class ConsumptionSql
{
    private static readonly string[] Meter =
        ["tenant_id", "meter", "number", "unit", "time_zone", "start_at", "end_at", "used", "carried", "held", "threshold", "fired_at"];

    private static readonly string[] Entry = ["tenant_id", "id", "kind", "asked", "booked", "number", "ends_at", "changed_at"];

    private static readonly string[] Window =
        ["tenant_uid", "meter", "number", "tenant_id", "unit", "time_zone", "start_at", "end_at", "used"];

    private static readonly string MetersText = $"SELECT {string.Join(", ", Meter)} FROM consumption_meters WHERE tenant_id = @p1";
    private static readonly string EntriesText = $"SELECT {string.Join(", ", Entry)} FROM consumption_ids WHERE tenant_id = @p1";
    private static readonly string WindowsText = $"SELECT {string.Join(", ", Window)} FROM consumption_windows WHERE tenant_uid = @p1";
    private static readonly string WriteMeter = Upsert("consumption_meters", Meter, keys: 2);
    private static readonly string WriteEntry = Upsert("consumption_ids", Entry, keys: 2);
    private static readonly string InsertWindow = $"INSERT INTO consumption_windows ({string.Join(", ", Window)}) VALUES {TenancyStatement.In(1, Window.Length)}";

    public static TenancyStatement Budgets(TenantId tenantId) => new TenancyStatement("SELECT budgets FROM tenants WHERE id = @p1").With(tenantId.Value);

    public static TenancyStatement Meters(TenantId tenantId) => new TenancyStatement(MetersText).With(tenantId.Value);

    public static TenancyStatement ById(TenantId tenantId, string id) => new TenancyStatement(EntriesText + " AND id = @p2").With(tenantId.Value).With(id);

    /// <summary>Holds that have ended, the oldest first.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="now">What stands for the store's time.</param>
    public static TenancyStatement Ended(TenantId tenantId, string now) =>
        new TenancyStatement($"{EntriesText} AND ends_at <= {now} ORDER BY ends_at LIMIT @p2").With(tenantId.Value).With(ConsumptionRules.SweepLimit);

    /// <summary>All of them, for one that only looks.</summary>
    public static TenancyStatement Ended(TenantId tenantId, DateTimeOffset now) =>
        new TenancyStatement(EntriesText + " AND ends_at <= @p2").With(tenantId.Value).With(now.UtcTicks);

    /// <summary>What may count where a budget's window was changed: <see cref="WindowChange.Covers"/> says what does.</summary>
    public static TenancyStatement ReachingInto(TenantUid uid, WindowChange change) =>
        new TenancyStatement(WindowsText + " AND meter = @p2 AND unit <= @p3 AND end_at >= @p4")
            .With(uid.ToString()).With(change.Meter).With((int)change.Unit).With(change.StartTicks);

    /// <summary>A page of closed windows.</summary>
    public static TenancyStatement Closed(TenantUid uid, ConsumptionQuery query)
    {
        ConsumptionWindow? after = query.After;
        return new TenancyStatement(
            WindowsText
            + " AND start_at >= @p2 AND start_at < @p3 AND (@p4 IS NULL OR meter = @p4)"
            + (after is null ? null : " AND (start_at, meter, number) > (@p6, @p7, @p8)")
            + " ORDER BY start_at, meter, number LIMIT @p5")
            .With(uid.ToString()).With(query.From.UtcTicks).With(query.Until.UtcTicks).With(query.Meter).With(query.Limit)
            .With(after?.Start.UtcTicks).With(after?.Meter).With(after?.Number);
    }

    /// <summary>Removes ids that are forgotten, the oldest first, but for what another step holds.</summary>
    public static TenancyStatement TrimIds(DateTimeOffset now, string rowLockIfFree) => new TenancyStatement(
        "DELETE FROM consumption_ids WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM consumption_ids "
        + $"WHERE ends_at IS NULL AND changed_at <= @p1 ORDER BY changed_at LIMIT @p2{rowLockIfFree})")
        .With((now - IdempotencyKey.Life).UtcTicks).With(UsageSpan.SliceSize);

    /// <summary>Removes windows that ended by then.</summary>
    public static TenancyStatement TrimWindows(DateTimeOffset until, string rowLockIfFree) => new TenancyStatement(
        "DELETE FROM consumption_windows WHERE (tenant_uid, meter, number) IN (SELECT tenant_uid, meter, number FROM consumption_windows "
        + $"WHERE end_at <= @p1 ORDER BY end_at LIMIT @p2{rowLockIfFree})")
        .With(until.UtcTicks).With(UsageSpan.SliceSize);

    public static TenancyStatement Write(TenantId tenantId, MeterState meter) => new TenancyStatement(WriteMeter)
        .With(tenantId.Value).With(meter.Meter).With(meter.Number).With((int)meter.Unit).With(meter.TimeZoneId).With(meter.StartTicks).With(meter.EndTicks)
        .With(meter.Used).With(meter.Carried).With(meter.Held).With(meter.Threshold).With(meter.FiredTicks);

    public static TenancyStatement Write(TenantId tenantId, ConsumptionEntry entry) => new TenancyStatement(WriteEntry)
        .With(tenantId.Value).With(entry.Id).With((int)entry.Kind).With(Json(entry.Asked)).With(entry.Booked is null ? null : Json(entry.Booked))
        .With(entry.Number).With(entry.IsLive ? entry.EndsTicks : null).With(entry.ChangedTicks);

    public static TenancyStatement Write(ConsumptionWindow window) => new TenancyStatement(InsertWindow)
        .With(window.TenantUid.ToString()).With(window.Meter).With(window.Number).With(window.TenantId.Value).With((int)window.Unit).With(window.TimeZoneId)
        .With(window.Start.UtcTicks).With(window.End.UtcTicks).With(window.Used);

    public static MeterState ReadMeter(DbDataReader reader) => new(reader.GetString(1))
    {
        Number = reader.GetInt64(2),
        Unit = (CalendarUnit)reader.GetInt32(3),
        TimeZoneId = reader.GetString(4),
        StartTicks = reader.GetInt64(5),
        EndTicks = reader.GetInt64(6),
        Used = reader.GetInt64(7),
        Carried = reader.GetInt64(8),
        Held = reader.GetInt64(9),
        Threshold = reader.GetInt32(10),
        FiredTicks = reader.GetInt64(11),
    };

    public static ConsumptionEntry ReadEntry(DbDataReader reader) => new(
        reader.GetString(1), (ConsumptionEntryKind)reader.GetInt32(2), Amounts(reader.GetString(3)), reader.GetInt64(5))
    {
        Booked = reader.GetStringOrNull(4) is { } booked ? Amounts(booked) : null,
        EndsTicks = reader.GetInt64OrNull(6) ?? ConsumptionEntry.Never,
        ChangedTicks = reader.GetInt64(7),
    };

    public static ConsumptionWindow ReadWindow(DbDataReader reader) => new(
        TenantId.Parse(reader.GetString(3)),
        TenantUid.Parse(reader.GetString(0)),
        reader.GetString(1),
        reader.GetInt64(2),
        (CalendarUnit)reader.GetInt32(4),
        reader.GetString(5),
        Ticks.ToTime(reader.GetInt64(6)),
        Ticks.ToTime(reader.GetInt64(7)),
        reader.GetInt64(8),
        IsOpen: false);

    private static string Json(ConsumptionAmounts amounts) => JsonSerializer.Serialize(amounts);

    private static ConsumptionAmounts Amounts(string json) => JsonSerializer.Deserialize<ConsumptionAmounts>(json)!;

    private static string Upsert(string table, string[] columns, int keys) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {TenancyStatement.In(1, columns.Length)} "
        + $"ON CONFLICT ({string.Join(", ", columns.Take(keys))}) DO UPDATE SET {string.Join(", ", columns.Skip(keys).Select((c, i) => $"{c} = @p{i + keys + 1}"))}";
}
