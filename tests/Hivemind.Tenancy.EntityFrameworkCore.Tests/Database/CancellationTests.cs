using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Calls that are cancelled at any moment leave no transaction open and no connection unusable.</summary>
public sealed class CancellationTests(PostgresServer server)
{
    private const int Limit = 20;

    private static readonly TenantId Acme = TenantId.Parse("acme");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_cancelled_at_any_moment_leave_nothing_open_on_postgres()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy()
            .UsePostgreSql(database.ConnectionString + ";Maximum Pool Size=6").Services.BuildServiceProvider();
        await host.MigrateTenancyAsync(Cancelled);

        await CancelAsync(host);

        (await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'")).Should().Be(0);
    }

    [Fact]
    public async Task Calls_cancelled_at_any_moment_leave_nothing_open_on_sqlite()
    {
        await using SqliteFile file = new();
        ServiceProvider host = await file.StartMigratedAsync(Cancelled);

        await CancelAsync(host);

        Func<Task> write = () => file.ExecuteAsync("BEGIN IMMEDIATE; COMMIT");
        await write.Should().NotThrowAsync("nobody holds the file");
    }

    private static async Task CancelAsync(ServiceProvider host)
    {
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice", ResourceQuotas = new ResourceQuotas { Containers = Limit } }, Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => WorkAsync(host, worker), Cancelled)));

        (await host.GetRequiredService<IQuotaManager>().GetUsageAsync(Acme, Cancelled))[ResourceNames.Containers].Total.Should().BeLessThanOrEqualTo(Limit);
    }

    private static async Task WorkAsync(ServiceProvider host, int worker)
    {
        Random random = new(worker);
        for (int i = 0; i < 100; i++)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            if (random.Next(2) == 0)
            {
                stop.CancelAfter(TimeSpan.FromMicroseconds(random.Next(6000)));
            }

            try
            {
                await StepAsync(host, random, stop.Token);
            }
            catch (Exception e) when (e is ReservationExpiredException or TenancyStoreException { IsTransient: true }
                || (e is OperationCanceledException && stop.IsCancellationRequested))
            {
                // Cancelled, left open what became of it, or another worker released it first. Anything else is a failure.
            }
        }
    }

    private static async Task StepAsync(ServiceProvider host, Random random, CancellationToken cancellationToken)
    {
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        string id = $"a{random.Next(30)}";
        switch (random.Next(5))
        {
            case 0:
                await host.GetRequiredService<ITenantManager>().UpdateTenantAsync(
                    Acme, t => t with { Description = $"{random.Next()}" }, cancellationToken: cancellationToken);
                break;
            case 1:
                await quotas.GetUsageAsync(Acme, cancellationToken);
                break;
            case 2:
                await quotas.ReleaseAsync(Acme, id, cancellationToken: cancellationToken);
                break;
            default:
                ReservationResult result = await quotas.TryReserveAsync(
                    Acme, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = id }, cancellationToken);
                if (result.IsAdmitted)
                {
                    await result.Reservation.CommitAsync(cancellationToken);
                }

                break;
        }
    }
}
