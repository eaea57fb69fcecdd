using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A database file in a folder of its own, and any number of hosts on it. The folder goes with it.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private readonly List<ServiceProvider> _hosts = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("hivemind-sqlite-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "tenancy.db");

    /// <summary>With a long wait for other writers, so that a slow machine does not end it.</summary>
    public string ConnectionString => $"Data Source={Path};Default Timeout={HangLimit.DriverSeconds}";

    /// <summary>A host that keeps no answers, so that every question goes to the file.</summary>
    /// <param name="configure">Sets options.</param>
    /// <param name="connectionString">Another than <see cref="ConnectionString"/>.</param>
    /// <param name="clock">The store's time; the machine's unless given.</param>
    public ServiceProvider Start(Action<TenancyDatabaseOptions>? configure = null, string? connectionString = null, TimeProvider? clock = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        if (clock is not null)
        {
            services.AddSingleton(new StoreClock(clock));
        }

        services.AddTrustedTenancy().UseSqlite(connectionString ?? ConnectionString, options =>
        {
            options.CacheDuration = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        ServiceProvider host = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _hosts.Add(host);
        return host;
    }

    public async Task<ServiceProvider> StartMigratedAsync(CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        ServiceProvider host = Start(clock: clock);
        await host.MigrateTenancyAsync(cancellationToken);
        return host;
    }

    /// <summary>Runs SQL beside the library.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Makes the file unreadable for everybody.</summary>
    public async Task BreakAsync()
    {
        ClosePool();
        foreach (string file in Directory.GetFiles(_folder))
        {
            File.Delete(file);
        }

        await File.WriteAllTextAsync(Path, string.Concat(Enumerable.Repeat("This is no database. ", 500)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        ClosePool();
        Directory.Delete(_folder, recursive: true);
    }

    private void ClosePool()
    {
        using SqliteConnection connection = new(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }
}
