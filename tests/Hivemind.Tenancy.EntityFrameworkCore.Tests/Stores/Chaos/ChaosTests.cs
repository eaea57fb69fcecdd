using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A minute on each database; <c>tests/heavy.sh chaos</c> runs it for as long as asked.</summary>
public sealed class ChaosTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chaos_on_SQLite_violates_nothing()
    {
        using SqliteFolder folder = new();
        string file = Path.Combine(folder.Path, "tenancy.db");
        ServiceProvider Open(StoreClock clock) => new ServiceCollection().AddSingleton(clock).AddTrustedTenancy()
            .UseSqlite($"Data Source={file};Default Timeout={HangLimit.DriverSeconds}").Services.BuildServiceProvider();
        await using (ServiceProvider first = Open(new StoreClock(TimeProvider.System)))
        {
            await first.MigrateTenancyAsync(Cancellation);
        }

        await using ChaosRun run = new($"sqlite:{file}", Open, disturb: null);
        await run.RunAsync(Cancellation);
    }

    [Fact]
    public async Task Chaos_on_PostgreSQL_violates_nothing()
    {
        await using PostgresCluster cluster = new();
        await cluster.StartAsync();
        PostgresDatabase database = await PostgresDatabase.CreateAsync(cluster.ConnectionString);
        ServiceProvider Open(StoreClock clock) => new ServiceCollection().AddSingleton(clock).AddTrustedTenancy()
            .UsePostgreSql(database.ConnectionString).Services.BuildServiceProvider();
        await using (ServiceProvider first = Open(new StoreClock(TimeProvider.System)))
        {
            await first.MigrateTenancyAsync(Cancellation);
        }

        await using ChaosRun run = new($"postgres:{database.ConnectionString}", Open, random => CutAsync(database.ConnectionString, random));
        await run.RunAsync(Cancellation);
    }

    /// <summary>Ends some of the connections to the database, whatever they are doing.</summary>
    private static async Task CutAsync(string connectionString, Random random)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand cut = source.CreateCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT $1");
        cut.Parameters.AddWithValue(random.Next(1, 4));
        await cut.ExecuteNonQueryAsync(Cancellation);
    }

    private sealed class SqliteFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hivemind-chaos-db-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
