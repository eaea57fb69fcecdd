using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What is normal logs no warning and no error, and statements are no news.</summary>
public sealed class LogLevelTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [EveryDatabase]
    public async Task First_start_two_hosts_at_once_and_lost_races_are_quiet(DatabaseKind kind)
    {
        using FakeLoggerProvider logs = new();
        await using SqliteFile file = new();
        await using PostgresDatabase? postgres = kind == DatabaseKind.PostgreSql ? await server.CreateDatabaseAsync() : null;
        await using ServiceProvider here = Host(logs, file, postgres);
        await using ServiceProvider there = Host(logs, file, postgres);
        using TenantScope scope = TenantContext.System("test", "first start").Enter();

        await Task.WhenAll(here.MigrateTenancyAsync(Cancelled), there.MigrateTenancyAsync(Cancelled));
        for (int i = 0; i < 10; i++)
        {
            await Task.WhenAll(CreateAsync(here, i), CreateAsync(there, i), CreateAsync(here, i), CreateAsync(there, i));
        }

        IReadOnlyList<FakeLogRecord> records = logs.Collector.GetSnapshot();
        records.Should().Contain(r => r.Level == LogLevel.Debug && r.Message.Contains("SELECT", StringComparison.Ordinal));
        records.Where(r => r.Level >= LogLevel.Warning).Select(r => $"{r.Category} {r.Level}: {r.Message}").Should().BeEmpty();
        records.Where(r => r.Level == LogLevel.Information && r.Message.Contains("SELECT", StringComparison.OrdinalIgnoreCase))
            .Select(r => $"{r.Category}: {r.Message}").Should().BeEmpty();
    }

    private static async Task CreateAsync(ServiceProvider host, int number)
    {
        try
        {
            await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
                new TenantSpec { Id = TenantId.Parse($"t{number}"), Name = $"T{number}", OwnerId = Guid.NewGuid().ToString() }, Cancelled);
        }
        catch (TenantConflictException)
        {
            // Another was first.
        }
    }

    private static ServiceProvider Host(FakeLoggerProvider logs, SqliteFile file, PostgresDatabase? postgres)
    {
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        HivemindTenancyBuilder builder = services.AddTrustedTenancy();
        _ = postgres is null ? builder.UseSqlite(file.ConnectionString) : builder.UsePostgreSql(postgres.ConnectionString);
        return services.BuildServiceProvider();
    }
}
