using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Networks of tenants: what is blocked, each beside what gets through.</summary>
public sealed class IsolationTests(DockerDaemon daemon)
{
    private const string Serve = "mkdir -p /tmp/w && echo reached > /tmp/w/f && exec httpd -f -p 8080 -h /tmp/w";

    [Fact]
    public async Task Tenants_with_networks_of_their_own_do_not_reach_each_other()
    {
        await using Bench bench = new(daemon);
        await Bench.TryUntilApartAsync(bench.Engine);
        bench.Engine.Capabilities.Network.Should().Be(EngineSupport.Enforced, Describe(bench));
        EngineApp acme = await bench.RunAsync(Serving(Bench.Key(), 2));
        EngineApp beta = await bench.RunAsync(Serving(Bench.Key(tenant: Bench.Beta), 1));

        await ReachesAsync(bench, acme.Replicas[0], await AddressAsync(bench, acme.Replicas[1]), 8080, expected: true);
        await ReachesAsync(bench, acme.Replicas[0], "shop.web", 8080, expected: true);
        await ReachesAsync(bench, beta.Replicas[0], "shop.beta-web", 8080, expected: true);
        foreach ((EngineReplica from, EngineReplica to, string name) in new[] { (acme.Replicas[0], beta.Replicas[0], "shop.beta-web"), (beta.Replicas[0], acme.Replicas[0], "shop.web") })
        {
            await ReachesAsync(bench, from, await AddressAsync(bench, to), 8080, expected: false);
            await ReachesAsync(bench, from, name, 8080, expected: false);
            int port = await PublishedAsync(bench, to);
            (await daemon.InNamespaceAsync("busybox", "timeout", "3", "busybox", "wget", "-q", "-O", "-", $"http://127.0.0.1:{port}/f")).Output.Should().Contain("reached", "the host reaches it");
            foreach (string gateway in new[] { await GatewayAsync(bench, from), await GatewayAsync(bench, to) })
            {
                await ReachesAsync(bench, from, gateway, port, expected: false);
            }
        }
    }

    [Fact]
    public async Task A_node_without_the_rule_of_the_host_is_found_out()
    {
        await using Bench bench = new(daemon);
        string[] rule = ["INPUT", "-s", $"{bench.Options.NetworkPool}", "-i", "hv-+", "-j", "ACCEPT"];
        await daemon.InNamespaceAsync(["iptables", "-I", .. rule]);
        try
        {
            DockerNodeReport report = (await bench.Engine.TryNodesAsync(Bench.Stop)).Should().ContainSingle().Subject;

            report.Network.Should().Be(EngineSupport.Accounted);
            report.IsHealthy.Should().BeFalse();
            report.Checks.Where(c => c.Name.StartsWith("control", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(c => c.Holds, Describe(bench));
            report.Checks.Where(c => !c.Holds).Select(c => c.Name).Distinct().Should().BeEquivalentTo(
                ["blocked: a port that another publishes, through a gateway", "blocked: a service of the host, through a gateway"]);
            report.Compute.Should().Be(EngineSupport.Enforced);
        }
        finally
        {
            await daemon.InNamespaceAsync(["iptables", "-D", .. rule]);
        }
    }

    [Fact]
    public async Task What_was_not_tried_does_not_count_as_kept_apart()
    {
        await using Bench bench = new(daemon, o => o.ProbeImage = null);

        (await bench.Engine.TryNodesAsync(Bench.Stop)).Should().BeEmpty();

        bench.Engine.Capabilities.Network.Should().Be(EngineSupport.None);
        bench.Engine.Capabilities.Storage.Should().Be(EngineSupport.Accounted);
    }

    [Fact]
    public async Task Networks_are_made_once_over_free_ranges_and_go_with_their_tenant()
    {
        await using Bench bench = new(daemon);
        await using DockerWorkloadEngine second = Engines.Create(bench.Options);
        await Bench.TryUntilApartAsync(bench.Engine);
        await Bench.TryUntilApartAsync(second);

        // Each host makes the network of a tenant for another app at the same time; the pool holds 16 ranges, of which one is taken.
        NetworksCreateResponse taken = await bench.Client.Networks.CreateNetworkAsync(
            NetworkStore.Bridge("none", Names.Hash(bench.Options.Platform, 12), string.Empty, NetworkStore.Ranges(bench.Options.NetworkPool, 28, "x").First()), Bench.Stop);
        TenantReference[] tenants = [.. Enumerable.Range(0, 5).Select(i => new TenantReference(TenantId.Parse($"t{i}"), TenantUid.NewUid()))];
        await Task.WhenAll(tenants.SelectMany(t => new[] { (t, "one", bench.Engine), (t, "two", second) }).Select(async d =>
        {
            DesiredApp wanted = Bench.Wanted(new AppKey(d.t, "web", d.Item2), isolation: IsolationLevel.NetworkOnly);
            await d.Item3.ApplyAsync(wanted, 0, Bench.Stop);
            await bench.ReadyAsync(wanted.Key);
        }));

        NetworkResponse[] networks = await NetworksAsync(bench);
        networks.Should().HaveCount(tenants.Length, "one for each tenant");
        networks.Select(n => n.IPAM!.Config.Single().Subnet).Should().OnlyHaveUniqueItems();
        networks.Should().OnlyContain(n => n.Options["com.docker.network.bridge.name"].StartsWith("hv-") && n.Options["com.docker.network.bridge.name"].Length <= 15);
        await bench.Client.Networks.DeleteNetworkAsync(taken.ID, Bench.Stop);

        foreach (TenantReference tenant in tenants)
        {
            await bench.Engine.RemoveAsync(new AppKey(tenant, "web", "one"), null, Bench.Stop);
            await bench.Engine.RemoveAsync(new AppKey(tenant, "web", "two"), null, Bench.Stop);
            await bench.Engine.RemoveTenantAsync(tenant, keepVolumes: false, Bench.Stop);
        }

        (await NetworksAsync(bench)).Should().BeEmpty();
        (await bench.ContainersAsync()).Should().BeEmpty();
    }

    private static DesiredApp Serving(AppKey key, int replicas) => Bench.Wanted(
        key,
        s => s with
        {
            Command = ["sh", "-c", Serve],
            Replicas = replicas,
            Ports = [new AppPort(8080, exposure: PortExposure.Host)],
            Readiness = new AppReadiness { Port = 8080 },
        },
        IsolationLevel.NetworkOnly);

    private static async Task ReachesAsync(Bench bench, EngineReplica from, string host, int port, bool expected) =>
        (await bench.ExecAsync(from, "timeout", "3", "wget", "-q", "-O", "-", $"http://{host}:{port}/f")).Output.Contains("reached", StringComparison.Ordinal)
            .Should().Be(expected, $"{host}:{port}");

    private static async Task<string> AddressAsync(Bench bench, EngineReplica replica) => (await bench.InspectAsync(replica)).NetworkSettings!.Networks.Values.Single().IPAddress;

    private static async Task<string> GatewayAsync(Bench bench, EngineReplica replica) => (await bench.InspectAsync(replica)).NetworkSettings!.Networks.Values.Single().Gateway;

    private static async Task<int> PublishedAsync(Bench bench, EngineReplica replica) =>
        int.Parse((await bench.InspectAsync(replica)).NetworkSettings!.Ports["8080/tcp"][0].HostPort, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<NetworkResponse[]> NetworksAsync(Bench bench) => [.. (await bench.Client.Networks.ListNetworksAsync(
        new NetworksListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, bench.Options.Platform)]) }, Bench.Stop))];

    private static string Describe(Bench bench) => string.Join("; ", bench.Engine.Reports.SelectMany(r => r.Checks).Where(c => !c.Holds).Select(c => $"{c.Name}: {c.Detail}"));
}
