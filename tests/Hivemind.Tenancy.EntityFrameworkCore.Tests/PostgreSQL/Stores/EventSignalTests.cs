using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>That another host's event ends a wait by NOTIFY, and not by looking now and then.</summary>
public sealed class EventSignalTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_ends_by_signal_of_another_host_and_when_the_listener_is_back()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider waiting = Host(database);
        await using ServiceProvider writing = Host(database);
        await waiting.MigrateTenancyAsync(Cancelled);
        ITenantManager tenants = writing.GetRequiredService<ITenantManager>();
        await tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse("acme"), Name = "Acme", OwnerId = "alice" }, Cancelled);
        ITenantStore store = waiting.GetRequiredService<ITenantStore>();
        long newest = (await store.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Cancelled)).NewestSequence;

        // The listener may begin after the look: then its beginning ends the wait.
        for (int round = 0; round < 5; round++)
        {
            Task wait = store.WaitForEventsAsync(newest, Cancelled).AsTask();
            await Task.Delay(200, Cancelled);
            await tenants.UpdateTenantAsync(TenantId.Parse("acme"), t => t with { Description = $"{t.Version}" }, cancellationToken: Cancelled);
            await wait.WaitAsync(TimeSpan.FromSeconds(15), Cancelled);
            newest++;
        }
    }

    private static ServiceProvider Host(PostgresDatabase database) => new ServiceCollection()
        .AddTrustedTenancy()
        .UsePostgreSql(database.ConnectionString, options => options.EventPollInterval = TimeSpan.FromMinutes(1))
        .Services.BuildServiceProvider();
}
