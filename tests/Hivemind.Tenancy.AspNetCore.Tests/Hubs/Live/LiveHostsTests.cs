using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Several hosts on one file, whose caches keep for minutes what another host has changed. dotnet/aspnetcore 5333: a connection can be ended
/// by the host alone that holds it.
/// </summary>
public sealed class LiveHostsTests
{
    public static TheoryData<string> Changes => [.. AccessChange.Names];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Connections_of_every_host_end_when_another_host_does_it(string change)
    {
        using TemporaryDatabase database = new();
        await using WebTestHost host = await LiveHost.StartAsync(tenancy: database.Use);
        await using WebTestHost second = await LiveHost.StartAsync(tenancy: database.Use);
        ServiceCollection services = new();
        database.Use(services.AddTrustedTenancy());
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
