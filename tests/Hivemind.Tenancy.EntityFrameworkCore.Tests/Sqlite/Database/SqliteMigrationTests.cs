using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What only SQLite's migrations do; <see cref="SchemaTests"/> are for each database.</summary>
public sealed class SqliteMigrationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_that_a_backup_made_gets_a_write_ahead_log_too()
    {
        await using SqliteFile file = new();
        await (await file.StartMigratedAsync(Cancelled)).DisposeAsync();
        await using SqliteFile copy = new();
        await file.ExecuteAsync($"VACUUM INTO '{copy.Path}'");
        (await copy.ExecuteAsync("PRAGMA journal_mode")).Should().NotBe("wal");

        (await Use(copy.Start())).Should().BeNull();

        (await copy.ExecuteAsync("PRAGMA journal_mode")).Should().Be("wal");
    }

    [Fact]
    public async Task Migration_waits_for_another_process_and_leaves_nothing_locked()
    {
        await using SqliteFile file = new();
        await using Microsoft.Data.Sqlite.SqliteConnection other = new(file.ConnectionString);
        await other.OpenAsync(Cancelled);
        await using (Microsoft.Data.Sqlite.SqliteTransaction begun = other.BeginTransaction(deferred: false))
        {
            Task migrating = file.Start().MigrateTenancyAsync(Cancelled);
            await Task.Delay(200, Cancelled);
            migrating.IsCompleted.Should().BeFalse();
            begun.Rollback();
            await migrating;
        }

        (await file.ExecuteAsync("SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'")).Should().Be(0L);
    }

    [Fact]
    public async Task File_keeps_a_write_ahead_log()
    {
        await using SqliteFile file = new();
        await file.StartMigratedAsync(Cancelled);

        (await file.ExecuteAsync("PRAGMA journal_mode")).Should().Be("wal");
    }

    [Fact]
    public async Task Contexts_connections_sync_fully_and_enforce_foreign_keys()
    {
        await using SqliteFile file = new();
        await file.StartMigratedAsync(Cancelled);
        ServiceProvider host = file.Start(connectionString: $"Data Source={file.Path}");
        TenancyDatabase database = host.GetRequiredService<TenancyDatabase>();

        foreach (string pragma in new[] { "synchronous=2", "foreign_keys=1", "busy_timeout=30000" })
        {
            string[] parts = pragma.Split('=');
            long value = await database.WriteAsync(
                async (context, token) =>
                {
                    long found = 0;
                    await database.ExecuteAsync(context, [new TenancyStatement($"PRAGMA {parts[0]}")], default, (_, reader) => found = reader.GetInt64(0), token);
                    return found;
                },
                Cancelled);
            $"{parts[0]}={value}".Should().Be(pragma);
        }
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=x.db;Cache=Shared")]
    [InlineData("Data Source=file:x.db?mode=memory")]
    [InlineData("Foreign Keys=True")]
    [InlineData("Sata Dource=x.db")]
    public void Connection_string_that_is_no_file_is_refused(string connectionString)
    {
        HivemindTenancyBuilder builder = new ServiceCollection().AddHivemindTenancy();

        Action act = () => builder.UseSqlite(connectionString);

        act.Should().Throw<ArgumentException>();
    }

    private static Task<Tenant?> Use(ServiceProvider host) =>
        host.GetRequiredService<ITenantStore>().FindAsync(TenantId.Parse("nobody"), Cancelled).AsTask();
}
