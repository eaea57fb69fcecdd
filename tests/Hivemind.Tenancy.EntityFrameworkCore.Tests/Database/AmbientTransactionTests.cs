using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using TransactionLevel = System.Transactions.IsolationLevel;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A transaction of the host's own is none of the store's: what was acknowledged is not taken back with it.</summary>
public sealed class AmbientTransactionTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TransactionLevel.ReadCommitted)]
    [InlineData(TransactionLevel.Serializable)]
    public async Task Postgres_keeps_what_it_acknowledged_when_the_hosts_transaction_is_taken_back(TransactionLevel level)
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy().UsePostgreSql(database.ConnectionString).Services.BuildServiceProvider();
        await host.MigrateTenancyAsync(Cancelled);

        await ReserveWithinAsync(host, level);
    }

    [Fact]
    public async Task Sqlite_keeps_what_it_acknowledged_when_the_hosts_transaction_is_taken_back()
    {
        await using SqliteFile file = new();

        await ReserveWithinAsync(await file.StartMigratedAsync(Cancelled), TransactionLevel.Serializable);
    }

    private static async Task ReserveWithinAsync(ServiceProvider host, TransactionLevel level)
    {
        TenantId acme = TenantId.Parse("acme");
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(new TenantSpec { Id = acme, Name = "Acme", OwnerId = "alice" }, Cancelled);
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        using (new TransactionScope(
            TransactionScopeOption.Required, new TransactionOptions { IsolationLevel = level }, TransactionScopeAsyncFlowOption.Enabled))
        {
            ResourceReservation reservation = await quotas.ReserveAsync(acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled);
            await reservation.CommitAsync(Cancelled);
            Transaction.Current.Should().NotBeNull("the host's transaction goes on");
        }

        (await quotas.GetUsageAsync(acme, Cancelled))[ResourceNames.Containers].Used.Should().Be(1);
    }
}
