using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transport = Microsoft.AspNetCore.Http.Connections.HttpTransportType;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A connection ends, and receives nothing more, when its user loses what let it in.</summary>
public sealed class LiveAccessTests
{
    public static IEnumerable<TheoryDataRow<string, Transport>> Changes =>
        from change in AccessChange.Names
        from transport in new[] { Transport.WebSockets, Transport.ServerSentEvents, Transport.LongPolling }
        select new TheoryDataRow<string, Transport>(change, transport);

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Connection_receives_nothing_more_and_ends_when(string change, Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await AccessChange.All[change].Give(host.Tenants, host.Access);
        await using LiveClient bob = await LiveClient.ConnectAsync(host, "bob", transport: transport);
        await using LiveClient gina = await LiveClient.ConnectAsync(host, "gina", "globex", transport);
        await host.PushAsync(1);
        await bob.ReceivesAsync(1);

        await AccessChange.All[change].Take(host.Tenants, host.Access);
        await host.HasLiveAsync(1);
        await host.PushAsync(2);
        await host.PushAsync(3);

        await gina.ReceivesAsync(3);
        await bob.Closed;
        bob.Received.Should().Equal(1);
        gina.Received.Should().Equal(1, 2, 3);
        (await host.Journal().ReadAsync("left")).Should().Be("acme/bob");
    }

    /// <summary>dotnet/aspnetcore 66718: a role that is taken away from somebody who stays signed in and let in.</summary>
    [Theory]
    [InlineData("/deploy", true)]
    [InlineData("/by-policy", true)]
    [InlineData("/in/acme-web/guarded", true)]
    [InlineData("/in/acme-web/guarded", false)]
    public async Task Connection_ends_with_the_permission_that_its_hub_asks_for_though_its_user_keeps_access(string path, bool isUnbound)
    {
        await using WebTestHost host = await LiveHost.StartAsync(
            map: app =>
            {
                app.MapHub<DeployHub>("/deploy");
                app.MapHub<LiveHub>("/by-policy").RequireTenant().RequireAuthorization(p => p.RequireTenantPermission("containers", "deploy"));
                app.MapHub<GuardedHub>("/in/{ns}/guarded").RequireTenantPermission("containers", "deploy", namespaceRouteValue: "ns");
            });
        await host.BindAsync("bob", BuiltInRoles.TenantViewer);
        await host.Access.SetRoleAsync(new Role("deployer", [new Permission("containers", "deploy")]), TestContext.Current.CancellationToken);
        RoleBinding binding = new(RoleSubject.User("bob"), "deployer", PermissionScope.Tenant(WebTestHost.Acme));
        await host.Access.BindRoleAsync(binding, TestContext.Current.CancellationToken);
        await using LiveClient deploying = await LiveClient.ConnectAsync(host, "bob", path: path);
        await using LiveClient reading = await LiveClient.ConnectAsync(host, "bob");

        if (isUnbound)
        {
            await host.Access.UnbindRoleAsync(binding, TestContext.Current.CancellationToken);
        }
        else
        {
            await host.Access.SetRoleAsync(new Role("deployer", [new Permission("logs", "read")]), TestContext.Current.CancellationToken);
        }

        await deploying.Closed;
        host.Live().Count.Should().Be(1);
        await host.PushAsync(1);
        await reading.ReceivesAsync(1);
    }

    [Fact]
    public async Task Connection_ends_when_its_binding_does_though_no_event_says_so()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using WebTestHost host = await LiveHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        RoleBinding binding = new(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(WebTestHost.Acme))
        {
            EndsAt = time.GetUtcNow().AddSeconds(30),
        };
        await host.Access.BindRoleAsync(binding, TestContext.Current.CancellationToken);
        await using LiveClient bob = await LiveClient.ConnectAsync(host, "bob");
        await using LiveClient gina = await LiveClient.ConnectAsync(host, "gina", "globex");

        await HangLimit.UntilAsync(
            "he is gone",
            () =>
            {
                time.Advance(LiveWatch.Tick);
                return Task.FromResult(host.Live().Count == 1);
            },
            TestContext.Current.CancellationToken);

        await bob.Closed;
        await host.PushAsync(1);
        await gina.ReceivesAsync(1);
    }

    [Fact]
    public async Task User_who_keeps_access_keeps_the_connection()
    {
        CountingRbac? counting = null;
        await using WebTestHost host = await LiveHost.StartAsync(
            services: services => services.AddSingleton<IRbacProvider>(counting = new CountingRbac()));
        await using LiveClient bob = await LiveClient.ConnectAsync(host, "bob");
        await host.PushAsync(1);
        await bob.ReceivesAsync(1);
        int before = counting!.Count;

        await host.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { OwnerId = "zoe" }, cancellationToken: TestContext.Current.CancellationToken);

        await HangLimit.UntilAsync("the provider is asked", () => Task.FromResult(counting.Count > before), TestContext.Current.CancellationToken);
        await host.PushAsync(2);
        await bob.ReceivesAsync(2);
        bob.Connection.State.Should().Be(HubConnectionState.Connected);
        host.Live().Count.Should().Be(1);
    }

    /// <summary>aspnet/SignalR 1141 and dotnet/aspnetcore 66718: what is sent to a group by the id of a tenant reaches whoever joined it.</summary>
    [Fact]
    public async Task What_is_sent_to_the_group_of_a_former_tenant_does_not_reach_the_one_made_again()
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        Tenant former = (await host.Tenants.FindTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken))!;
        await using LiveClient alice = await LiveClient.ConnectAsync(host, "alice");
        await host.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: TestContext.Current.CancellationToken);
        await alice.Closed;
        Tenant again = await host.CreateAsync(WebTestHost.Acme, "alice");
        await using LiveClient back = await LiveClient.ConnectAsync(host, "alice");

        await SendAsync(former, 1);
        await SendAsync(again, 2);

        await back.ReceivesAsync(2);
        back.Received.Should().Equal(2);
        alice.Received.Should().BeEmpty();

        Task SendAsync(Tenant tenant, int news) => host.Hub().Clients.Group(TenantHubGroup.Of(tenant, LiveHub.Group))
            .SendAsync(LiveHub.News, news, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Connection_that_the_hub_refuses_is_not_kept()
    {
        await using WebTestHost host = await LiveHost.StartAsync(map: HubDoorTests.MapGuarded);

        await using LiveClient refused = await LiveClient.ConnectAsync(host, "alice", path: "/unwelcoming");

        await refused.Closed;
        host.Live().IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData(Transport.WebSockets)]
    [InlineData(Transport.ServerSentEvents)]
    [InlineData(Transport.LongPolling)]
    public async Task Connections_that_end_are_not_kept(Transport transport)
    {
        await using WebTestHost host = await LiveHost.StartAsync();
        await using LiveClient stays = await LiveClient.ConnectAsync(host, "alice", transport: transport);

        for (int i = 0; i < 25; i++)
        {
            await using LiveClient client = await LiveClient.ConnectAsync(host, i % 2 == 0 ? "alice" : "gina", i % 2 == 0 ? "acme" : "globex", transport);
            await client.Connection.StopAsync(TestContext.Current.CancellationToken);
        }

        await host.HasLiveAsync(1);
    }
}
