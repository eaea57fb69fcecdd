using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class MigrationTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Model_and_migrations_agree()
    {
        using PostgreSqlTenancyDbContext context = new PostgreSqlTenancyDbContextFactory().CreateDbContext([]);

        context.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Fact]
    public async Task Several_hosts_may_migrate_at_once()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        ServiceProvider[] hosts = [.. Enumerable.Range(0, 4).Select(_ => Host(database))];
        using Barrier together = new(hosts.Length);

        await Task.WhenAll(hosts.Select(h => Task.Run(
            async () =>
            {
                together.SignalAndWait(Cancelled);
                await h.MigrateTenancyAsync(Cancelled);
                await h.MigrateTenancyAsync(Cancelled);
            },
            Cancelled)));

        (await database.ScalarAsync<long>("SELECT count(*) FROM \"__EFMigrationsHistory\"")).Should().Be(1);
        (await database.ScalarAsync<long>("SELECT count(*) FROM tenants")).Should().Be(0);
        foreach (ServiceProvider host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Newer_schema_is_refused_by_a_host_that_waited_for_the_newer_one()
    {
        const string migrationLock = "5208871546380";
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider older = Host(database);
        await using NpgsqlConnection newer = await database.OpenAsync();
        await ExecuteAsync(newer, $"SELECT pg_advisory_lock({migrationLock})");
        Task migrating = older.MigrateTenancyAsync(Cancelled);
        await database.SomebodyWaitsAsync();

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
    public async Task Host_that_migrates_on_start_needs_no_call()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider host = Host(database, options => options.MigrateOnStart = true);

        (await host.GetRequiredService<ITenantStore>().ReleaseAsync(TenantId.Parse("nobody"), "a", PostgresHost.Start, Cancelled)).Should().BeFalse();
    }

    [Fact]
    public async Task Missing_schema_is_refused_and_says_what_to_do()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider host = Host(database);

        Func<Task> act = () => host.GetRequiredService<ITenantStore>().ReleaseAsync(TenantId.Parse("nobody"), "a", PostgresHost.Start, Cancelled).AsTask();

        (await act.Should().ThrowAsync<TenancyStoreException>().WithMessage("*MigrateTenancyAsync*")).Which.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task Newer_schema_is_refused()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using (ServiceProvider old = Host(database))
        {
            await old.MigrateTenancyAsync(Cancelled);
        }

        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0')");
        await using ServiceProvider host = Host(database);

        Func<Task> migrate = () => host.MigrateTenancyAsync(Cancelled);
        Func<Task> use = () => host.GetRequiredService<ITenantStore>().ReleaseAsync(TenantId.Parse("nobody"), "a", PostgresHost.Start, Cancelled).AsTask();

        await migrate.Should().ThrowAsync<TenancyStoreException>().WithMessage("*newer*29990101000000_Later*");
        await use.Should().ThrowAsync<TenancyStoreException>().WithMessage("*newer*29990101000000_Later*");
    }

    [Fact]
    public async Task Migration_can_be_taken_back()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using PostgreSqlTenancyDbContext context = new(
            new DbContextOptionsBuilder<PostgreSqlTenancyDbContext>().UseNpgsql(database.ConnectionString).Options);
        await context.Database.MigrateAsync(Cancelled);

        await context.Database.MigrateAsync("0", Cancelled);

        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_proc WHERE proname LIKE 'tenancy%'")).Should().Be(0);
    }

    private static ServiceProvider Host(PostgresDatabase database, Action<TenancyDatabaseOptions>? configure = null)
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy().UsePostgreSql(database.ConnectionString, configure);
        return services.BuildServiceProvider();
    }
}
