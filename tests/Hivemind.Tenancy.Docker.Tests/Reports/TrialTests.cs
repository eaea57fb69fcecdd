using System.Net.Sockets;
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

    /// <summary>Of an image whose <c>sh</c> does nothing: what has ended publishes no port, and nothing can be run in it.</summary>
    [Fact]
    public async Task A_probe_that_ends_early_leaves_a_node_untried_and_its_host_running()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        CreateContainerResponse made = await own.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = DockerDaemon.Image, Cmd = ["sh", "-c", "mkdir /few && echo '#!/bin/busybox true' > /few/sh && busybox chmod 755 /few/sh"] }, Bench.Stop);
        await own.Client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters(), Bench.Stop);
        (await own.Client.Containers.WaitContainerAsync(made.ID, Bench.Stop)).StatusCode.Should().Be(0);
        await own.Client.Images.CommitContainerChangesAsync(
            new CommitContainerChangesParameters { ContainerID = made.ID, RepositoryName = "tenant-ends", Tag = "1", Changes = ["ENV PATH=/few"] }, Bench.Stop);
        await using SlowInspections relay = new(own.Socket);
        await using Bench bench = new(own, o => o.ProbeImage = "tenant-ends:1", endpoint: relay.Endpoint);
        bench.Options.LocalImages.Add("tenant-ends:1");

        (await bench.Engine.TryNodesAsync(Bench.Stop)).Should().BeEmpty();

        bench.Engine.Capabilities.Network.Should().Be(EngineSupport.None);
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

    /// <summary>So that what ends early has when it is looked at.</summary>
    private sealed class SlowInspections(string target) : RequestRelay(target)
    {
        protected override async Task<bool> PassesAsync(string line, Socket host, CancellationToken end)
        {
            if (line.StartsWith("GET", StringComparison.Ordinal) && line.Contains("/containers/", StringComparison.Ordinal) && !line.Contains("/containers/json", StringComparison.Ordinal))
            {
                await Task.Delay(1000, end);
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
