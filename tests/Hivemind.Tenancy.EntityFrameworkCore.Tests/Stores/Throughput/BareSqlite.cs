using Microsoft.Data.Sqlite;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The statements of the library on a connection of one's own. Writers take turns, as the library's do.</summary>
internal sealed class BareSqlite : IBareStore
{
    private const string Ledger = "SELECT * FROM ledgers WHERE tenant_id = @tenant";

    private const string Others = "SELECT * FROM ledger_resources WHERE tenant_id = @tenant";

    private const string Ended = "SELECT * FROM allocations WHERE tenant_id = @tenant AND ends_at <= @now ORDER BY ends_at LIMIT 256";

    private const string NextEnd = "SELECT MIN(ends_at) FROM allocations WHERE tenant_id = @tenant AND ends_at > @now";

    private const string One = "SELECT * FROM allocations WHERE tenant_id = @tenant AND id = @id";

    private static readonly SemaphoreSlim Gate = new(1);

    private readonly SqliteConnection _connection;

    public BareSqlite(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute("PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", string.Empty, string.Empty, 0);
    }

    public async Task CycleAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        long now = DateTime.UtcNow.Ticks;
        await InTransactionAsync(
            [Ledger, Others, Ended, NextEnd, One,
                "INSERT INTO allocations (tenant_id, id, tenant_uid, cpu, memory, storage, containers, services, source, admission, change, created_at, expires_at, is_adopted, grown_by, ends_at) "
                + "VALUES (@tenant, @id, '', 500, 536870912, 1073741824, 1, 1, '', 1, 1, @now, @now + 300000000, 0, 0, @now + 300000000)",
                Counts(1, 1)],
            tenant, id, now, cancellationToken);
        await InTransactionAsync(
            [Ledger, Others, Ended, NextEnd, One, "UPDATE allocations SET expires_at = NULL, ends_at = NULL WHERE tenant_id = @tenant AND id = @id", Counts(0, -1)],
            tenant, id, now, cancellationToken);
        await InTransactionAsync(
            [Ledger, Others, Ended, NextEnd, One, "DELETE FROM allocations WHERE tenant_id = @tenant AND id = @id", Counts(-1, 0)],
            tenant, id, now, cancellationToken);
    }

    private static string Counts(int total, int held) => "UPDATE ledgers SET change = change + 1, "
        + string.Join(", ", new[] { ("cpu", 500L), ("memory", 536870912L), ("storage", 1073741824L), ("containers", 1L), ("services", 1L) }
            .Select(r => $"{r.Item1}_total = {r.Item1}_total + {r.Item2 * total}, {r.Item1}_held = {r.Item1}_held + {r.Item2 * held}"))
        + " WHERE tenant_id = @tenant";

    public void Dispose() => _connection.Dispose();

    private async Task InTransactionAsync(string[] statements, string tenant, string id, long now, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            foreach (string statement in statements)
            {
                Execute(statement, tenant, id, now, transaction);
            }

            transaction.Commit();
        }
        finally
        {
            Gate.Release();
        }
    }

    private void Execute(string sql, string tenant, string id, long now, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.Parameters.AddWithValue("@tenant", tenant);
        command.Parameters.AddWithValue("@id", id);
        command.Parameters.AddWithValue("@now", now);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            reader.GetValue(0);
        }
    }
}
