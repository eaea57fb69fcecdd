using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What only PostgreSQL's migrations do; <see cref="SchemaTests"/> are for each database.</summary>
public sealed class MigrationTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newer_schema_is_refused_by_a_host_that_waited_for_the_newer_one()
    {
        const string migrationLock = "5208871546380";
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider older = Host(database);
        await using NpgsqlConnection newer = await database.OpenAsync();
        await ExecuteAsync(newer, $"SELECT pg_advisory_lock({migrationLock})");
        Task migrating = older.MigrateTenancyAsync(Cancelled);
        await database.UntilASessionWaitsAsync();

        // What the newer host does under the lock: this version's migrations, then one that this version does not know.
        await using (PostgreSqlTenancyDbContext context = new PostgreSqlTenancyDbContextFactory().CreateDbContext([]))
        {
            context.Database.SetConnectionString(database.ConnectionString);
            await context.Database.MigrateAsync(Cancelled);
        }

        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0')");
        await ExecuteAsync(newer, $"SELECT pg_advisory_unlock({migrationLock})");

        Func<Task> end = () => migrating;
        await end.Should().ThrowAsync<TenancyStoreException>().WithMessage("*newer*");

        static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
        {
            await using NpgsqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync(Cancelled);
        }
    }

    [Fact]
    public async Task Migration_can_be_taken_back()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using PostgreSqlTenancyDbContext context = new(
            new DbContextOptionsBuilder<PostgreSqlTenancyDbContext>().UseNpgsql(database.ConnectionString).Options);
        await context.Database.MigrateAsync(Cancelled);

        await context.Database.MigrateAsync("0", Cancelled);

        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).Should().Be(1, "the history alone is left");
    }

    private static ServiceProvider Host(PostgresDatabase database)
    {
        ServiceCollection services = new();
        services.AddTrustedTenancy().UsePostgreSql(database.ConnectionString);
        return services.BuildServiceProvider();
    }
}
