namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What happens while nobody listens, and what two do at the same time.</summary>
public sealed class GapTests(DockerDaemon daemon)
{
    /// <summary>Ends a while after the kernel has ended what needed too much: of a container that ends at once a busy engine may never hear why.</summary>
    private const string NeedsMuchOnce =
        "[ -e /tmp/done ] && exec sleep 600; while [ ! -e /tmp/go ]; do sleep 0.1; done; touch /tmp/done; dd if=/dev/zero of=/dev/null bs=256M count=1; code=$?; sleep 2; exit $code";

    /// <summary>
    /// https://github.com/containerd/containerd/issues/8893, https://github.com/umputun/docker-logger/issues/64: that a process was ended for its
    /// memory is told by an event that nobody hears, and the container runs again when somebody looks.
    /// </summary>
    [Fact]
    public async Task That_memory_ran_out_while_no_host_ran_is_told_by_the_next()
    {
        await using Bench bench = new(daemon);
        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { MemoryBytes = 16 << 20 },
            Command = ["sh", "-c", NeedsMuchOnce],
        }));
        await bench.Engine.DisposeAsync();
        await bench.ExecAsync(app.Replicas[0], "touch", "/tmp/go");
        await HangLimit.UntilAsync("it runs again", async () => await bench.InspectAsync(app.Replicas[0]) is { RestartCount: > 0, State.Running: true }, Bench.Stop);

        await Task.Delay(3000, Bench.Stop); // whoever begins to listen hears the last second, too
        await using DockerWorkloadEngine next = Engines.Create(bench.Options);

        EngineReplica replica = (await next.FindAsync(Bench.Key(), Bench.Stop))!.Replicas.Should().ContainSingle().Subject;
        replica.Id.Should().Be(app.Replicas[0].Id);
        replica.OutOfMemoryAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    /// <summary>As above, of a host that ran on and heard nothing: what it knew before the gap counts no more.</summary>
    [Fact]
    public async Task That_memory_ran_out_while_a_host_heard_nothing_is_told_by_it()
    {
        await using SocketRelay relay = new(daemon.Socket);
        await using Bench bench = new(daemon, endpoint: relay.Endpoint);
        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { MemoryBytes = 16 << 20 },
            Command = ["sh", "-c", NeedsMuchOnce],
        }));
        await relay.CutAsync();
        await bench.ExecAsync(app.Replicas[0], "touch", "/tmp/go");
        await HangLimit.UntilAsync("it runs again", async () => await bench.InspectAsync(app.Replicas[0]) is { RestartCount: > 0, State.Running: true }, Bench.Stop);

        await Task.Delay(3000, Bench.Stop); // it hears the last second when it listens again
        relay.Mend();

        EngineReplica replica = (await bench.Engine.FindAsync(Bench.Key(), Bench.Stop))!.Replicas.Should().ContainSingle().Subject;
        replica.Id.Should().Be(app.Replicas[0].Id);
        replica.OutOfMemoryAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_volume_to_which_a_change_may_go_back_is_not_removed()
    {
        await using Bench bench = new(daemon);
        AppVolume volume = await bench.Engine.CreateVolumeAsync(new AppVolume(Bench.Key("data"), 1, "node-1"), null, Bench.Stop);
        DesiredApp wanted = await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Volumes = [VolumeMount.Existing("data", "/vol")] }));
        DesiredApp changing = await bench.ChangeAsync(wanted, d => d with { ChangeId = Guid.NewGuid(), Former = d, Spec = d.Spec with { Volumes = [] } });

        Func<Task> remove = async () => await bench.Engine.RemoveVolumeAsync(volume.Key, null, Bench.Stop);

        await remove.Should().ThrowAsync<VolumeConflictException>();
        await bench.ChangeAsync(changing, d => wanted with { Generation = d.Generation });
        await bench.ReadyAsync(wanted.Key);
    }

    [Fact]
    public async Task Of_two_nodes_one_has_an_app()
    {
        await using DockerDaemon second = new();
        await second.InitializeAsync();
        await using Bench bench = new(daemon, o => o.Nodes.Add(new DockerNode("node-2", second.Endpoint)));
        await using DockerWorkloadEngine other = Engines.Create(bench.Options);
        for (int i = 0; i < 10; i++)
        {
            DesiredApp[] wanted = [.. new[] { "node-1", "node-2" }.Select(node => Bench.Wanted(Bench.Key($"app{i}")) with { Source = node })];
            bool[] done = await Task.WhenAll(DoneAsync(bench.Engine, wanted[0]), DoneAsync(other, wanted[1]));
            done.Should().NotBeEquivalentTo([true, true]);
            int apps = (await bench.Engine.ListAsync("node-1", null, Bench.Stop)).Apps.Count(a => a.Desired.Key == wanted[0].Key)
                + (await bench.Engine.ListAsync("node-2", null, Bench.Stop)).Apps.Count(a => a.Desired.Key == wanted[0].Key);
            apps.Should().Be(done.Count(d => d));
        }

        await bench.Engine.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task What_a_crash_left_at_another_node_can_be_removed()
    {
        await using DockerDaemon second = new();
        await second.InitializeAsync();
        await using Bench bench = new(daemon, o => o.Nodes.Add(new DockerNode("node-2", second.Endpoint)));
        DesiredApp here = await bench.ApplyAsync(Bench.Wanted(Bench.Key("twice")));
        DesiredApp there = Bench.Wanted(Bench.Key("twice")) with { Source = "node-2" };
        using NodeClient client = new(bench.Options.Nodes[1], bench.Options, TimeProvider.System);
        await new AnchorStore(client, bench.Options).TryAddAsync(
            there.Key, new Anchor(string.Empty, Labels.AppAnchor, Names.KeyOf(bench.Options.Platform, there.Key), 1, AnchorRemoval.None, AppRecord.After(null, there).Write()), [], Bench.Stop);

        (await bench.Engine.RemoveAsync(there.Key, there, Bench.Stop)).Should().BeTrue();

        (await bench.Engine.ListAsync("node-2", null, Bench.Stop)).Apps.Should().NotContain(a => a.Desired.Key == there.Key);
        (await bench.Engine.FindAsync(here.Key, Bench.Stop))!.Desired.Should().Be(here);
        await bench.Engine.DisposeAsync();
    }

    private static async Task<bool> DoneAsync(DockerWorkloadEngine engine, DesiredApp wanted)
    {
        try
        {
            await engine.ApplyAsync(wanted, 0, Bench.Stop);
            return true;
        }
        catch (GenerationConflictException)
        {
            return false;
        }
    }
}
