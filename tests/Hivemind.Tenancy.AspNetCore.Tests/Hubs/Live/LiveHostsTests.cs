using Hivemind.Tenancy.EntityFrameworkCore;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Several hosts on one database, whose caches keep for minutes what another host has changed. dotnet/aspnetcore 5333: a connection can be
/// ended by the host alone that holds it.
/// </summary>
public sealed class LiveHostsTests(PostgresServer server)
{
    public static TheoryData<string> Changes => [.. AccessChange.Names];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Connections_of_every_host_end_when_another_host_does_it_on_SQLite(string change)
    {
        using TemporaryDatabase database = new();
        await EndOnEveryHostAsync(change, database.Use);
    }

    /// <summary>Hosts poll once a minute only: what another host has done is notified.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Connections_of_every_host_end_when_another_host_does_it_on_PostgreSQL(string change)
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await EndOnEveryHostAsync(change, tenancy => tenancy.UsePostgreSql(database.ConnectionString, options =>
        {
            options.MigrateOnStart = true;
            options.CacheDuration = TimeSpan.FromMinutes(5);
            options.EventPollInterval = TenancyDatabaseOptions.MaxEventPollInterval;
        }));
    }

    private static async Task EndOnEveryHostAsync(string change, Action<HivemindTenancyBuilder> use)
    {
        await using WebTestHost host = await LiveHost.StartAsync(tenancy: use);
        await using WebTestHost second = await LiveHost.StartAsync(tenancy: use);
        ServiceCollection services = new();
        use(services.AddTrustedTenancy());
        await using ServiceProvider other = services.BuildServiceProvider();
        await AccessChange.All[change].Give(host.Tenants, host.Access);
        await using LiveClient bob = await LiveClient.ConnectAsync(host, "bob");
        await using LiveClient bobToo = await LiveClient.ConnectAsync(second, "bob");
        await using LiveClient gina = await LiveClient.ConnectAsync(host, "gina", "globex");
        await host.PushAsync(1);
        await bob.ReceivesAsync(1);

        await AccessChange.All[change].Take(other.GetRequiredService<ITenantManager>(), other.GetRequiredService<IAccessManager>());

        await host.HasLiveAsync(1);
        await second.HasLiveAsync(0);
        await host.PushAsync(2);
        await second.PushAsync(3);
        await gina.ReceivesAsync(2);
        await bob.Closed;
        await bobToo.Closed;
        bob.Received.Should().Equal(1);
        bobToo.Received.Should().BeEmpty();
        gina.Connection.State.Should().Be(HubConnectionState.Connected);
    }
}
