using Npgsql;
using NpgsqlTypes;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

internal sealed class BarePostgres(string connectionString) : IBareStore
{
    private static readonly int[] Thresholds = [80, 95];

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=20;Auto Prepare Min Usages=1");

    public async Task CycleAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        long now = DateTime.UtcNow.Ticks;
        long token = await CallAsync(
            "SELECT * FROM tenancy_admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            [tenant, DBNull.Value, id, 500L, 512L << 20, 1L << 30, 1L, 1L, null, "", now + TimeSpan.TicksPerMinute, now, Thresholds],
            cancellationToken,
            ordinal: 1);
        await CallAsync("SELECT * FROM tenancy_commit($1, $2, $3, $4, $5)", [tenant, id, token, now, Thresholds], cancellationToken);
        await CallAsync("SELECT tenancy_release($1, $2, $3, $4, $5)", [tenant, id, DBNull.Value, now, Thresholds], cancellationToken);
    }

    public void Dispose() => _source.Dispose();

    private async Task<long> CallAsync(string sql, object?[] values, CancellationToken cancellationToken, int ordinal = -1)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        foreach (object? value in values)
        {
            command.Parameters.Add(value switch
            {
                string text => new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Text },
                null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                DBNull => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                int[] => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
                _ => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint },
            });
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ordinal < 0 ? 0 : reader.GetInt64(ordinal);
    }
}
