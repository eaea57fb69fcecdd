using System.Net.Sockets;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What the self-test is worth later, and what it leaves.</summary>
public sealed class TrialTests
{
    /// <summary>A node that was started anew has lost the rule of the host (README), and nobody has looked in the moment in which it was away.</summary>
    [Fact]
    public async Task What_was_found_before_an_engine_was_started_anew_counts_no_more()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        await using Bench bench = new(own, o => o.LookInterval = TimeSpan.FromSeconds(20));
        bench.Engine.Start();
        await bench.Engine.TryNodesAsync(Bench.Stop);
        bench.Engine.Capabilities.Network.Should().Be(EngineSupport.Enforced);
        await Task.Delay(2000, Bench.Stop);

        await own.KillAsync();
        await own.StartAsync();

        for (int i = 0; i < 100 && bench.Engine.Capabilities.Network == EngineSupport.Enforced; i++)
        {
            await Task.Delay(100, Bench.Stop);
        }

        bench.Engine.Capabilities.Network.Should().NotBe(EngineSupport.Enforced);
        for (int i = 0; i < 900 && bench.Engine.Reports.Count == 0; i++)
        {
            await Task.Delay(100, Bench.Stop);
        }

        bench.Engine.Reports.Should().ContainSingle().Which.Network.Should().Be(EngineSupport.Accounted, "it is tried again, and the rule is gone");
    }

    /// <summary>What has ended publishes no port.</summary>
    [Fact]
    public async Task A_probe_that_ends_early_leaves_a_node_untried_and_its_host_running()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        const int published = 5; // the first of the other network, after the one that says what its image has
        await using EndingProbe relay = new(own, published);
        await using Bench bench = new(own, endpoint: relay.Endpoint);

        (await bench.Engine.TryNodesAsync(Bench.Stop)).Should().BeEmpty();

        relay.Ended.Should().BeTrue();
        bench.Engine.Capabilities.Network.Should().Be(EngineSupport.None);
        (await ProbesAsync(own)).Should().Be(0, "nothing is left of it");
    }

    /// <summary>Where nothing can be asked nothing answers: that is no isolation.</summary>
    [Theory]
    [InlineData("wget", true)]
    [InlineData("httpd", true)]
    [InlineData("sh", true)]
    [InlineData("dd", false)]
    public async Task What_cannot_be_tried_for_want_of_a_tool_counts_as_not_kept_apart_and_names_it(string tool, bool isForNetworks)
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        await own.ImportWithoutAsync(tool, "lacking", "1");
        await using Bench bench = new(own, o =>
        {
            o.Nodes[0] = new DockerNode("node-1", own.Endpoint, Bench.Acme);
            o.LocalImages.Add("lacking:1");
            o.ProbeImage = "lacking:1";
        });

        DockerNodeReport report = (await bench.Engine.TryNodesAsync(Bench.Stop)).Should().ContainSingle().Subject;

        report.Fault.Should().Contain($"'lacking:1' has no {tool}");
        if (!isForNetworks)
        {
            report.Compute.Should().Be(EngineSupport.Accounted);
            return;
        }

        (report.Network, bench.Engine.Capabilities.Network).Should().Be((EngineSupport.Accounted, EngineSupport.Accounted));
        bench.Engine.Capabilities.NetworkReason.Should().StartWith("Node 'node-1': ").And.EndWith($"has no {tool}.");
        foreach (IsolationLevel level in new[] { IsolationLevel.Hard, IsolationLevel.NetworkOnly })
        {
            Func<Task> apply = async () => await bench.ApplyAsync(Bench.Wanted(Bench.Key(), isolation: level));
            (await apply.Should().ThrowAsync<WorkloadEngineException>()).Which.Message.Should().Be("Node 'node-1' does not keep networks apart.");
        }

        (await bench.ContainersAsync()).Should().BeEmpty();
        (await ProbesAsync(own)).Should().Be(0, "nothing is left of it");
    }

    [Fact]
    public async Task Probes_of_a_host_that_died_are_removed_by_the_next()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        await using Bench bench = new(own);
        using NodeClient client = new(bench.Options.Nodes[0], bench.Options, TimeProvider.System);
        ProbeBench dead = new(client, bench.Options, DockerDaemon.Image);
        (string network, _) = await dead.NetworkAsync(Bench.Stop);
        await dead.RunAsync(network, "sleep 600", Bench.Stop);
        ProbeBench living = new(client, bench.Options, DockerDaemon.Image);

        await living.RemoveOldAsync(TimeSpan.FromMinutes(10), Bench.Stop);
        (await ProbesAsync(own)).Should().Be(2, "another host may be at it now");
        await living.RemoveOldAsync(TimeSpan.Zero, Bench.Stop);

        (await ProbesAsync(own)).Should().Be(0);
    }

    /// <summary>Ends a container just before it is looked at.</summary>
    /// <param name="daemon">The engine.</param>
    /// <param name="which">Which of those that are looked at, from 1.</param>
    private sealed class EndingProbe(DockerDaemon daemon, int which) : RequestRelay(daemon.Socket)
    {
        private int _looks;

        public bool Ended { get; private set; }

        protected override async Task<bool> PassesAsync(string line, Socket host, CancellationToken end)
        {
            if (Regex.Match(line, "^GET [^ ]*/containers/([0-9a-f]{64})/json", RegexOptions.NonBacktracking) is { Success: true } look && Interlocked.Increment(ref _looks) == which)
            {
                string container = look.Groups[1].Value;
                await daemon.Client.Containers.KillContainerAsync(container, new ContainerKillParameters(), end);
                await daemon.Client.Containers.WaitContainerAsync(container, end);
                Ended = true;
            }

            return true;
        }
    }

    private static async Task<int> ProbesAsync(DockerDaemon daemon)
    {
        Dictionary<string, IDictionary<string, bool>> probes = NodeClient.Filter([Labels.Is(Labels.Kind, Labels.Probe)]);
        return (await daemon.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = probes }, Bench.Stop)).Count
            + (await daemon.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = probes }, Bench.Stop)).Count;
    }
}
