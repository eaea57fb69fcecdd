using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>An empty database, and any number of hosts on it.</summary>
internal sealed class AccessDatabase(PostgresDatabase? postgres) : IAsyncDisposable
{
    private readonly List<AccessHost> _hosts = [];
    private readonly string? _folder = postgres is null ? Directory.CreateTempSubdirectory("hivemind-access-").FullName : null;

    private string File => Path.Combine(_folder!, "tenancy.db");

    private string SqliteConnectionString => $"Data Source={File};Default Timeout={HangLimit.DriverSeconds}";

    /// <summary>Starts a host as an application builds it.</summary>
    /// <param name="cached">Whether it keeps answers for a while, as it does by default; else every question goes to the database.</param>
    /// <param name="provisioner">The host's own, if it has one.</param>
    /// <param name="clock">The store's time; the database's unless given.</param>
    public async Task<AccessHost> StartAsync(bool cached = false, ITenantProvisioner? provisioner = null, TimeProvider? clock = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        if (provisioner is not null)
        {
            services.AddSingleton(provisioner);
        }

        if (clock is not null)
        {
            services.AddSingleton(new StoreClock(clock));
        }

        HivemindTenancyBuilder builder = services.AddTrustedTenancy();
        Action<TenancyDatabaseOptions>? configure = cached ? null : options => options.CacheDuration = TimeSpan.Zero;
        _ = postgres is null
            ? builder.UseSqlite(SqliteConnectionString, configure)
            : builder.UsePostgreSql(postgres.ConnectionString, configure);
        AccessHost host = new(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        _hosts.Add(host);
        await host.Services.MigrateTenancyAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>A statement of the test's own.</summary>
    public async Task ExecuteAsync(string sql)
    {
        if (postgres is not null)
        {
            await postgres.ExecuteAsync(sql);
            return;
        }

        await using SqliteConnection connection = new(SqliteConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many rows a table has.</summary>
    public async Task<long> CountAsync(string table)
    {
        string sql = $"SELECT COUNT(*) FROM {table}";
        if (postgres is not null)
        {
            return await postgres.ScalarAsync<long>(sql);
        }

        await using SqliteConnection connection = new(SqliteConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AccessHost host in _hosts)
        {
            await host.DisposeAsync();
        }

        if (_folder is not null)
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
