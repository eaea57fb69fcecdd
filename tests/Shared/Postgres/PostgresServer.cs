using Npgsql;

[assembly: AssemblyFixture(typeof(Hivemind.Tenancy.TestSupport.PostgresServer))]

namespace Hivemind.Tenancy.TestSupport;

/// <summary>
/// The real server of all PostgreSQL tests: the one that <see cref="Variable"/> names (its user may create databases), else a
/// throw-away cluster that starts with the first test to need it. Where neither can be had tests fail.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Variable = "HIVEMIND_TEST_POSTGRES";

    private readonly object _gate = new();
    private PostgresCluster? _cluster;
    private Task<string>? _connectionString;

    /// <summary>A new, empty database of one's own.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync()
    {
        Task<string> server;
        lock (_gate)
        {
            server = _connectionString ??= ConnectAsync();
        }

        return await PostgresDatabase.CreateAsync(await server);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private async Task<string> ConnectAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        _cluster = new PostgresCluster();
        await _cluster.StartAsync();
        return _cluster.ConnectionString;
    }
}
