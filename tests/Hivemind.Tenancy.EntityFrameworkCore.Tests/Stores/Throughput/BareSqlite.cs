using Microsoft.Data.Sqlite;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The statements of the library on a connection of one's own. Writers take turns, as the library's do.</summary>
internal sealed class BareSqlite : IBareStore
{
    private const string Tenant =
        "SELECT id, name, name_key, owner_id, isolation, namespaces, status, status_reason, description, labels, created_at, updated_at, version, status_version, "
        + "cpu_limit, memory_limit, storage_limit, containers_limit, services_limit, other_limits, grace, grace_until, thresholds FROM tenants WHERE id = @tenant";

    private const string Sweep = "DELETE FROM allocations WHERE tenant_id = @tenant AND expires_at <= @now";

    private const string Live = "SELECT * FROM allocations WHERE tenant_id = @tenant AND id = @id AND (expires_at IS NULL OR expires_at > @now)";

    private const string Sums =
        "SELECT COALESCE(SUM(cpu), 0), COALESCE(SUM(memory), 0), COALESCE(SUM(storage), 0), COALESCE(SUM(containers), 0), COALESCE(SUM(services), 0), "
        + "COUNT(*), COUNT(expires_at), COUNT(other) FROM allocations WHERE tenant_id = @tenant AND (expires_at IS NULL OR expires_at > @now)";

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
            [Tenant, Sweep, Live, Sums,
                "INSERT INTO allocations (tenant_id, id, cpu, memory, storage, containers, services, other, source, expires_at, created_at, changed_at) "
                + "VALUES (@tenant, @id, 500, 536870912, 1073741824, 1, 1, NULL, '', @now + 300000000, @now, @now) RETURNING token"],
            tenant, id, now, cancellationToken);
        await InTransactionAsync(
            [Tenant, Sweep, Live, "UPDATE allocations SET expires_at = NULL, changed_at = @now WHERE tenant_id = @tenant AND id = @id"],
            tenant, id, now, cancellationToken);
        await InTransactionAsync(
            [Tenant, Sweep, "DELETE FROM allocations WHERE tenant_id = @tenant AND id = @id AND (expires_at IS NULL OR expires_at > @now)"],
            tenant, id, now, cancellationToken);
    }

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
