using Docker.DotNet.Models;
using SecretReference = Hivemind.Tenancy.Workloads.SecretReference;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>Removals that others have seen to get stuck.</summary>
public sealed class StuckRemovalTests(DockerDaemon daemon)
{
    /// <summary>https://github.com/moby/moby/issues/22222, https://github.com/moby/moby/issues/35164: a container that does not stop can still be removed by force.</summary>
    [Fact]
    public async Task What_the_engine_cannot_stop_is_removed_by_force()
    {
        await using FaultRelay relay = new(daemon.Socket, line => line.Contains("/stop", StringComparison.Ordinal) ? "tried to kill container, but did not receive an exit event" : null);
        await using Bench bench = new(daemon, o => o.StopGrace = TimeSpan.FromSeconds(1), endpoint: relay.Endpoint);
        DesiredApp wanted = Bench.Wanted(Bench.Key());
        await bench.RunAsync(wanted);

        (await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop)).Should().BeTrue();

        (await bench.ContainersAsync()).Should().BeEmpty();
    }

    /// <summary>
    /// https://github.com/moby/moby/issues/17217, https://github.com/moby/moby/issues/42119, https://github.com/portainer/portainer/issues/4408: a
    /// network "has active endpoints", of containers that are gone or of somebody else's, and what is deleted stays for ever.
    /// </summary>
    [Fact]
    public async Task A_network_to_which_something_else_is_connected_goes_with_its_tenant()
    {
        await using Bench bench = new(daemon);
        await Bench.TryUntilApartAsync(bench.Engine);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), isolation: IsolationLevel.NetworkOnly);
        await bench.RunAsync(wanted);
        NetworkResponse network = (await NetworksAsync(bench)).Should().ContainSingle().Subject;
        string other = (await bench.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = DockerDaemon.Image, Cmd = ["sleep", "600"], HostConfig = new HostConfig { NetworkMode = network.ID } }, Bench.Stop)).ID;
        try
        {
            await bench.Client.Containers.StartContainerAsync(other, new ContainerStartParameters(), Bench.Stop);
            await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);

            await bench.Engine.RemoveTenantAsync(Bench.Acme, keepVolumes: false, Bench.Stop);

            (await NetworksAsync(bench)).Should().BeEmpty();
            (await bench.Client.Containers.InspectContainerAsync(other, Bench.Stop)).State!.Running.Should().BeTrue("it is not ours");
        }
        finally
        {
            await bench.Client.Containers.RemoveContainerAsync(other, new ContainerRemoveParameters { Force = true }, Bench.Stop);
        }
    }

    /// <summary>https://github.com/buildkite-plugins/docker-compose-buildkite-plugin/issues/317: networks that nobody removes use up the pool.</summary>
    [Fact]
    public async Task A_network_that_a_late_host_has_made_again_goes_and_one_that_is_wanted_stays()
    {
        await using Bench bench = new(daemon, o => o.LookInterval = TimeSpan.FromSeconds(1));
        await Bench.TryUntilApartAsync(bench.Engine);
        DesiredApp stopped = await bench.ChangeAsync(
            await bench.ApplyAsync(Bench.Wanted(Bench.Key(tenant: Bench.Beta), isolation: IsolationLevel.NetworkOnly)), d => d with { IsStopped = true });
        using NetworkStore late = new(new NodeClient(bench.Options.Nodes[0], bench.Options, TimeProvider.System), bench.Options);
        string kept = await late.EnsureAsync(stopped.Key.Tenant, Bench.Stop);
        await late.EnsureAsync(Bench.Acme, Bench.Stop);

        for (int i = 0; i < 100 && (await NetworksAsync(bench)).Count > 1; i++)
        {
            await Task.Delay(100, Bench.Stop);
        }

        await Task.Delay(2500, Bench.Stop);
        (await NetworksAsync(bench)).Should().ContainSingle().Which.ID.Should().Be(kept);
    }

    /// <summary>
    /// https://github.com/moby/moby/issues/34270, https://github.com/moby/moby/issues/21198: a name is taken, and nothing that is listed has it.
    /// Whoever waits for it does so less and less often.
    /// </summary>
    [Fact]
    public async Task A_name_that_is_held_back_makes_no_host_busy()
    {
        CountingSecrets secrets = new();
        await using Bench bench = new(daemon, secrets: secrets);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Secrets = new Dictionary<string, SecretReference> { ["KEY"] = new("k") } });
        string name = Names.Replica(Names.KeyOf(bench.Options.Platform, wanted.Key), AppRecord.After(null, wanted).Revision, 0, 0);
        string other = (await bench.Client.Containers.CreateContainerAsync(new CreateContainerParameters { Image = DockerDaemon.Image, Name = name, Cmd = ["true"] }, Bench.Stop)).ID;
        try
        {
            await bench.ApplyAsync(wanted);
            await Task.Delay(5000, Bench.Stop);

            secrets.Asked.Should().BeInRange(1, 12);
            (await bench.Engine.FindAsync(wanted.Key, Bench.Stop))!.Replicas.Should().ContainSingle().Which.Reason.Should().Contain("name");
        }
        finally
        {
            await bench.Client.Containers.RemoveContainerAsync(other, new ContainerRemoveParameters { Force = true }, Bench.Stop);
        }

        await bench.ReadyAsync(wanted.Key);
    }

    /// <summary>As before, of the anchor that decides about a volume.</summary>
    [Fact]
    public async Task A_name_that_is_held_back_does_not_keep_a_removal_waiting_for_ever()
    {
        await using Bench bench = new(daemon);
        AppVolume volume = await bench.Engine.CreateVolumeAsync(new AppVolume(Bench.Key("data"), 1, "node-1"), null, Bench.Stop);
        string name = Names.Anchor(Labels.VolumeAnchor, ReplicaMaker.VolumeKeyOf(bench.Options, volume.Key), 3);
        string other = (await bench.Client.Containers.CreateContainerAsync(new CreateContainerParameters { Image = DockerDaemon.Image, Name = name, Cmd = ["true"] }, Bench.Stop)).ID;
        try
        {
            Func<Task> remove = () => bench.Engine.RemoveVolumeAsync(volume.Key, null, Bench.Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Bench.Stop);

            await remove.Should().ThrowAsync<WorkloadEngineException>();
        }
        finally
        {
            await bench.Client.Containers.RemoveContainerAsync(other, new ContainerRemoveParameters { Force = true }, Bench.Stop);
        }

        await bench.Engine.RemoveVolumeAsync(volume.Key, null, Bench.Stop);
        (await bench.ContainersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_waited_is_forgotten_with_its_app()
    {
        await using Bench bench = new(daemon);
        NodeRuntime node = new(bench.Options.Nodes[0], bench.Options, null, null, new EngineChangeLog(), TimeProvider.System, new DockerLogger(null));
        await using (node)
        {
            DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Secrets = new Dictionary<string, SecretReference> { ["KEY"] = new("absent") } });
            string key = Names.KeyOf(bench.Options.Platform, wanted.Key);
            await bench.ApplyAsync(wanted);
            await node.Converger.PassAsync(key, () => { }, Bench.Stop);
            node.Converger.WaitingOf(key).Should().NotBeNull();

            await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);
            await node.Converger.PassAsync(key, () => { }, Bench.Stop);

            node.Converger.WaitingOf(key).Should().BeNull();
        }
    }

    private static async Task<IList<NetworkResponse>> NetworksAsync(Bench bench) => await bench.Client.Networks.ListNetworksAsync(
        new NetworksListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, bench.Options.Platform)]) }, Bench.Stop);

    private sealed class CountingSecrets : ISecretResolver
    {
        private int _asked;

        public int Asked => _asked;

        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return new("value");
        }
    }
}
