using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A database of its own in which there is no table yet, and any number of hosts on it.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private readonly List<ServiceProvider> _hosts = [];
    private readonly SqliteFile? _file;
    private readonly PostgresDatabase? _postgres;

    private EmptyDatabase(SqliteFile? file, PostgresDatabase? postgres)
    {
        _file = file;
        _postgres = postgres;
    }

    public static async Task<EmptyDatabase> CreateAsync(DatabaseKind kind, PostgresServer server) => kind == DatabaseKind.Sqlite
        ? new EmptyDatabase(new SqliteFile(), postgres: null)
        : new EmptyDatabase(file: null, await server.CreateDatabaseAsync());

    public ServiceProvider Start(Action<TenancyDatabaseOptions>? configure = null)
    {
        if (_file is not null)
        {
            return _file.Start(configure);
        }

        ServiceCollection services = new();
        services.AddTrustedTenancy().UsePostgreSql(_postgres!.ConnectionString, configure);
        ServiceProvider host = services.BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    /// <summary>Runs SQL beside the library.</summary>
    public Task ExecuteAsync(string sql) => _postgres?.ExecuteAsync(sql) ?? _file!.ExecuteAsync(sql);

    public async Task<long> CountAsync(string table)
    {
        string sql = $"SELECT count(*) FROM {table}";
        return _postgres is not null ? await _postgres.ScalarAsync<long>(sql) : (long)(await _file!.ExecuteAsync(sql))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
