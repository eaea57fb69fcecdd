using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The statements of the library on a data source of one's own: two batches for each verb.</summary>
internal sealed class BarePostgres(string connectionString) : IBareStore
{
    private const string Begin = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";

    private const string Settings =
        "SELECT set_config('search_path', 'public, pg_temp', true), set_config('lock_timeout', '20s', true), "
        + "set_config('idle_in_transaction_session_timeout', '10s', true), set_config('statement_timeout', '0', true), "
        + "set_config('standard_conforming_strings', 'on', true)";

    private const string TakeTime =
        "SELECT set_config('hivemind.now', ((extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 10 + 621355968000000000)::text, true)";

    private const string Now = "current_setting('hivemind.now')::bigint";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=64;Auto Prepare Min Usages=2");

    public async Task CycleAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await StepAsync(
            tenant,
            id,
            $"INSERT INTO allocations (tenant_id, id, tenant_uid, cpu, memory, storage, containers, services, source, admission, change, created_at, expires_at, is_adopted, grown_by, ends_at) VALUES ($1, $2, '', 500, 536870912, 1073741824, 1, 1, '', 1, 1, {Now}, {Now} + 300000000, 0, 0, {Now} + 300000000)",
            1,
            1,
            cancellationToken);
        await StepAsync(tenant, id, "UPDATE allocations SET expires_at = NULL, ends_at = NULL, change = 2 WHERE tenant_id = $1 AND id = $2", 0, -1, cancellationToken);
        await StepAsync(tenant, id, "DELETE FROM allocations WHERE tenant_id = $1 AND id = $2", -1, 0, cancellationToken);
    }

    public void Dispose() => _source.Dispose();

    private async Task StepAsync(string tenant, string id, string write, int total, int held, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await SendAsync(
            connection,
            [
                (Begin, []),
                (Settings, []),
                ("SELECT * FROM ledgers WHERE tenant_id = $1 FOR UPDATE", [tenant]),
                (TakeTime, []),
                ("SELECT * FROM ledger_resources WHERE tenant_id = $1", [tenant]),
                ($"SELECT * FROM allocations WHERE tenant_id = $1 AND ends_at <= {Now} ORDER BY ends_at LIMIT 256", [tenant]),
                ($"SELECT MIN(ends_at) FROM allocations WHERE tenant_id = $1 AND ends_at > {Now}", [tenant]),
                ("SELECT * FROM allocations WHERE tenant_id = $1 AND id = $2", [tenant, id]),
            ],
            cancellationToken);
        string counts = string.Join(", ", new[] { ("cpu", 500L), ("memory", 536870912L), ("storage", 1073741824L), ("containers", 1L), ("services", 1L) }
            .Select(r => $"{r.Item1}_total = {r.Item1}_total + {r.Item2 * total}, {r.Item1}_held = {r.Item1}_held + {r.Item2 * held}"));
        await SendAsync(
            connection,
            [
                (write, [tenant, id]),
                ($"UPDATE ledgers SET change = change + 1, {counts} WHERE tenant_id = $1", [tenant]),
                ("COMMIT", []),
            ],
            cancellationToken);
    }

    private static async Task SendAsync(NpgsqlConnection connection, (string Sql, string[] Values)[] statements, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = new(connection);
        foreach ((string sql, string[] values) in statements)
        {
            NpgsqlBatchCommand command = new(sql);
            Array.ForEach(values, v => command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = v }));
            batch.BatchCommands.Add(command);
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
    }
}
