using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>How tenancy's hub filter lives with the host's, and with several hubs.</summary>
public sealed class HubFilterTests
{
    [Fact]
    public async Task Filters_of_the_host_run_inside_the_context_or_outside_as_they_were_added()
    {
        HubJournal journal = new();
        await using WebTestHost host = await HubTestHost.StartAsync(services: services =>
        {
            services.AddSingleton(journal);
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>>(
                new ConfigureOptions<HubOptions>(options => options.AddFilter(new JournalFilter(journal, "before")))));
            services.Configure<HubOptions>(options => options.AddFilter(new JournalFilter(journal, "after")));
            services.AddSignalR().AddHubOptions<ProbeHub>(options => options.AddFilter(new JournalFilter(journal, "of the hub")));
        });
        HubConnection connection = await host.ConnectAsync("alice");
        (await connection.AskAsync(nameof(ProbeHub.Who))).Should().Be("acme/alice");
        await connection.DisposeAsync();

        for (int i = 0; i < 6; i++)
        {
            (await journal.ReadAsync("before")).Should().Be("decoy", "a context never outlives what it was entered for");
            (await journal.ReadAsync("after")).Should().Be("acme/alice");
            (await journal.ReadAsync("of the hub")).Should().Be("acme/alice");
        }
    }

    [Fact]
    public async Task Filter_is_there_once_however_often_tenancy_is_added()
    {
        CountingRbac rbac = new();
        await using WebTestHost counted = await HubTestHost.StartAsync(hasFeed: false, services: services =>
        {
            services.AddTrustedTenancy().AddAspNetCore();
            services.AddSingleton<IRbacProvider>(rbac);
        });
        await using HubConnection connection = await counted.ConnectAsync("bob");
        int connected = rbac.Count;

        await connection.AskAsync(nameof(ProbeHub.Who));

        rbac.Count.Should().Be(connected + 1);
    }

    [Fact]
    public async Task Two_hubs_of_a_host_each_know_their_own_connections()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: HubDoorTests.MapGuarded);
        await using HubConnection alice = await host.ConnectAsync("alice", "acme", path: "/hub");
        await using HubConnection gina = await host.ConnectAsync("gina", "globex", path: "/guarded");

        for (int i = 0; i < 20; i++)
        {
            (await alice.AskAsync(nameof(ProbeHub.WhoLaterAsync))).Should().Be("acme/alice");
            (await gina.AskAsync(nameof(GuardedHub.Deploy))).Should().Be("globex/gina");
        }
    }

    [Fact]
    public async Task Context_does_not_stay_behind_for_connections_without_a_tenant()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: app => app.MapHub<ProbeHub>("/open"), hasDecoy: false);
        await using HubConnection alice = await host.ConnectAsync("alice");
        await using HubConnection without = await host.ConnectAsync("gina", tenant: null, path: "/open");

        for (int i = 0; i < 50; i++)
        {
            Task<string> one = alice.AskAsync(nameof(ProbeHub.WhoLaterAsync));
            Task<string> other = without.AskAsync(nameof(ProbeHub.WhoLaterAsync));
            (await one).Should().Be("acme/alice");
            (await other).Should().Be(Ambient.None);
        }
    }
}
