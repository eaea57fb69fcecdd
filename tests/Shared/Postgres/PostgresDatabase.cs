using Npgsql;

namespace Hivemind.Tenancy.TestSupport;

/// <summary>One database on a server, dropped at the end.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name = "hivemind_" + Guid.NewGuid().ToString("N");

    private PostgresDatabase(string server)
    {
        _server = new NpgsqlConnectionStringBuilder(server)
        {
            Pooling = false,
            Timeout = HangLimit.DriverSeconds,
            CommandTimeout = HangLimit.DriverSeconds,
        }.ConnectionString;
        ConnectionString = new NpgsqlConnectionStringBuilder(server)
        {
            Database = _name,
            Timeout = HangLimit.DriverSeconds,
            CommandTimeout = HangLimit.DriverSeconds,
            CancellationTimeout = HangLimit.DriverSeconds * 1000,
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<PostgresDatabase> CreateAsync(string server)
    {
        PostgresDatabase database = new(server);
        await database.OnServerAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>The first value that a statement of the test's own returns.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A session of the test's own, which is not pooled.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Returns when a session of this database waits for a lock.</summary>
    public async Task UntilASessionWaitsAsync()
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        await HangLimit.UntilAsync(
            "a session waits for a lock", async () => await command.ExecuteScalarAsync() is > 0L, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await OnServerAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private async Task OnServerAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_server);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
