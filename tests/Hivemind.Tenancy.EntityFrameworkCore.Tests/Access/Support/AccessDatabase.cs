using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>An empty database, and any number of hosts on it that keep no answers: every question goes to the database.</summary>
internal sealed class AccessDatabase(PostgresDatabase? postgres) : IAsyncDisposable
{
    private readonly List<AccessHost> _hosts = [];
    private readonly string? _folder = postgres is null ? Directory.CreateTempSubdirectory("hivemind-access-").FullName : null;

    public async Task<AccessHost> StartAsync()
    {
        ServiceCollection services = new();
        services.AddLogging();
        HivemindTenancyBuilder builder = services.AddHivemindTenancy();
        _ = postgres is null
            ? builder.UseSqlite($"Data Source={Path.Combine(_folder!, "tenancy.db")}", Uncached)
            : builder.UsePostgreSql(postgres.ConnectionString, Uncached);
        builder.UseRbac<RelationalRbacProvider>();
        AccessHost host = new(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        _hosts.Add(host);
        await host.Services.MigrateTenancyAsync(TestContext.Current.CancellationToken);
        return host;
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

    private static void Uncached(TenancyDatabaseOptions options) => options.CacheDuration = TimeSpan.Zero;
}
