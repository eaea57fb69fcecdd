using Microsoft.Data.Sqlite;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// The statements of the library, word for word and with as many values, on a connection of one's own: compiling them is a good part of
/// what a step costs on SQLite. Writers take turns, as the library's do.
/// </summary>
internal sealed class BareSqlite : IBareStore
{
    private static readonly string[] Resources = ["cpu", "memory", "storage", "containers", "services"];

    private static readonly string[] Counts =
        ["change", "held_count", "committed_count", "share", .. Resources.SelectMany(r => new[] { $"{r}_total", $"{r}_held", $"{r}_threshold", $"{r}_fired_at" })];

    private static readonly string[] OfLedger =
    [
        "tenant_id", "tenant_uid", "status", "grace_until", .. Counts[..4],
        .. Resources.SelectMany(r => new[] { $"{r}_limit", $"{r}_grace" }), .. Counts[4..],
    ];

    private static readonly string[] OfAllocation =
    [
        "tenant_id", "id", .. Resources, "other", "source", "namespace", "labels", "admission", "change", "created_at", "expires_at", "is_adopted",
        "growth_target", "growth_number", "growth_expires_at", "grown_by", "ends_at", "tenant_uid",
    ];

    private static readonly string Ledger = $"SELECT {string.Join(", ", OfLedger)} FROM ledgers WHERE tenant_id = @p1";

    private static readonly string Others =
        "SELECT tenant_id, name, quota, grace, total, held, threshold, fired_at FROM ledger_resources WHERE tenant_id = @p1";

    private static readonly string Allocation = $"SELECT {string.Join(", ", OfAllocation)} FROM allocations WHERE tenant_id = @p1";

    private static readonly string Ended = Allocation + " AND ends_at <= @now ORDER BY ends_at LIMIT @p2";

    private static readonly string NextEnd = "SELECT MIN(ends_at) FROM allocations WHERE tenant_id = @p1 AND ends_at > @now";

    private static readonly string One = Allocation + " AND id = @p2";

    private static readonly string Insert =
        $"INSERT INTO allocations ({string.Join(", ", OfAllocation)}) VALUES ({string.Join(", ", OfAllocation.Select((_, i) => $"@p{i + 1}"))})";

    private static readonly string Update =
        $"UPDATE allocations SET {string.Join(", ", OfAllocation.Skip(2).Select((c, i) => $"{c} = @p{i + 3}"))} WHERE tenant_id = @p1 AND id = @p2";

    private static readonly string Delete = "DELETE FROM allocations WHERE tenant_id = @p1 AND id IN (@p2)";

    private static readonly string Count = $"UPDATE ledgers SET {string.Join(", ", Counts.Select((c, i) => $"{c} = @p{i + 2}"))} WHERE tenant_id = @p1";

    private static readonly SemaphoreSlim Gate = new(1);

    private readonly SqliteConnection _connection;

    public BareSqlite(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute("PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", []);
    }

    public async Task CycleAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await StepAsync(tenant, id, (Insert, Row(tenant, id, isHeld: true)), held: 1, committed: 0, cancellationToken);
        await StepAsync(tenant, id, (Update, Row(tenant, id, isHeld: false)), held: 0, committed: 1, cancellationToken);
        await StepAsync(tenant, id, (Delete, [tenant, id]), held: 0, committed: 0, cancellationToken);
    }

    public void Dispose() => _connection.Dispose();

    private static object?[] Row(string tenant, string id, bool isHeld)
    {
        long now = DateTime.UtcNow.Ticks;
        long? ends = isHeld ? now + 300_000_000 : null;
        return [tenant, id, 500L, 512L << 20, 1L << 30, 1L, 1L, null, "", null, null, 1L, 1L, now, ends, 0L, null, null, null, 0L, ends, ""];
    }

    /// <summary>As many allocations are held and committed afterwards, and with five limits nothing is reported.</summary>
    private async Task StepAsync(
        string tenant, string id, (string Sql, object?[] Values) write, long held, long committed, CancellationToken cancellationToken)
    {
        long many = held + committed;
        object?[] counts =
        [
            tenant, 1L, held, committed, 0L,
            .. new[] { 500L, 512L << 20, 1L << 30, 1L, 1L }.SelectMany(amount => new object?[] { amount * many, amount * held, 0L, 0L }),
        ];
        await Gate.WaitAsync(cancellationToken);
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            Execute(Ledger, [tenant], transaction);
            Execute(Others, [tenant], transaction);
            Execute(Ended, [tenant, 256L], transaction);
            Execute(NextEnd, [tenant], transaction);
            Execute(One, [tenant, id], transaction);
            Execute(write.Sql, write.Values, transaction);
            Execute(Count, counts, transaction);
            transaction.Commit();
        }
        finally
        {
            Gate.Release();
        }
    }

    private void Execute(string sql, object?[] values, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"@p{i + 1}", values[i] ?? DBNull.Value);
        }

        if (sql.Contains("@now", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("@now", DateTime.UtcNow.Ticks);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            reader.GetValue(0);
        }
    }
}
