using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A server that became a standby refuses every write, and takes them when it is primary again.</summary>
public sealed class FailoverTests
{
    private static readonly TenantId Acme = TenantId.Parse("acme");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_to_a_standby_is_transient_and_succeeds_once_it_is_primary()
    {
        await using PostgresCluster cluster = new();
        await cluster.StartAsync();

        // It goes with its server.
        PostgresDatabase database = await PostgresDatabase.CreateAsync(cluster.ConnectionString);
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy()
            .UsePostgreSql(database.ConnectionString, options => options.CacheDuration = TimeSpan.Zero).Services.BuildServiceProvider();
        await host.MigrateTenancyAsync(Cancelled);
        using TenantScope scope = TenantContext.System("test", "failover").Enter();
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice" }, Cancelled);
        await cluster.CrashAsync();
        string folder = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        await File.WriteAllTextAsync(Path.Combine(folder, "data", "standby.signal"), "", Cancelled);
        await cluster.StartAsync();
        NpgsqlConnection.ClearAllPools();

        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        Func<Task> reserve = () => quotas.ReserveAsync(Acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled).AsTask();
        Func<Task> update = () => host.GetRequiredService<ITenantManager>().UpdateTenantAsync(
            Acme, t => t with { Description = "new" }, cancellationToken: Cancelled).AsTask();
        (await reserve.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        (await update.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        (await host.GetRequiredService<ITenantStore>().FindAsync(Acme, Cancelled)).Should().NotBeNull("a standby can be read");

        await database.ExecuteAsync("SELECT pg_promote()");

        await reserve();
        await update();
    }
}
