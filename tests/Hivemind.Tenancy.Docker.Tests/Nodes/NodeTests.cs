namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Nodes that do not answer, several nodes, and an engine that is killed.</summary>
public sealed class NodeTests(DockerDaemon daemon)
{
    [Fact]
    public async Task A_silent_node_is_never_said_to_have_nothing_and_stalls_no_other()
    {
        await using SocketRelay relay = new(daemon.Socket);
        await using Bench bench = new(daemon, o => o.Nodes.Add(new DockerNode("node-2", relay.Endpoint)));
        DesiredApp here = Bench.Wanted(Bench.Key("here"));
        await bench.RunAsync(here);
        await relay.CutAsync();

        (await bench.Engine.FindAsync(here.Key, Bench.Stop))!.Desired.Should().Be(here);
        (await bench.Engine.ListAsync("node-1", null, Bench.Stop)).Apps.Should().ContainSingle();
        await bench.ChangeAsync(here, d => d with { Spec = d.Spec with { Replicas = 2 } });
        await bench.ReadyAsync(here.Key);
        (await bench.Engine.PlaceAsync(new PlacementRequest(Bench.Acme, ResourceAmounts.None, _ => IsolationVerdict.Allow("Yes.")), Bench.Stop)).Source.Should().Be("node-1");
        Func<Task>[] unknown =
        [
            async () => await bench.Engine.ListAsync("node-2", null, Bench.Stop),
            async () => await bench.Engine.FindAsync(Bench.Key("absent"), Bench.Stop),
            async () => await bench.Engine.FindVolumeAsync(Bench.Key("absent"), Bench.Stop),
            async () => await bench.Engine.RemoveTenantAsync(Bench.Acme, keepVolumes: false, Bench.Stop),
        ];
        foreach (Func<Task> ask in unknown)
        {
            await ask.Should().ThrowAsync<WorkloadEngineException>();
        }

        relay.Mend();
        (await bench.Engine.FindAsync(Bench.Key("absent"), Bench.Stop)).Should().BeNull();
    }

    [Fact]
    public async Task The_watch_says_list_again_after_a_gap()
    {
        await using SocketRelay relay = new(daemon.Socket);
        await using Bench bench = new(daemon, o => o.LookInterval = TimeSpan.FromSeconds(1), endpoint: relay.Endpoint);
        await using Bench other = new(daemon, o => o.Platform = bench.Options.Platform);
        await bench.RunAsync(Bench.Wanted(Bench.Key()));
        await using IAsyncEnumerator<EngineChange> changes = bench.Engine.WatchAsync(null, Bench.Stop).GetAsyncEnumerator(Bench.Stop);
        ValueTask<bool> next = changes.MoveNextAsync();

        await relay.CutAsync();
        await other.Engine.RemoveAsync(Bench.Key(), null, Bench.Stop);
        relay.Mend();

        do
        {
            (await next.AsTask().WaitAsync(TimeSpan.FromSeconds(30), Bench.Stop)).Should().BeTrue();
            if (changes.Current is { Source: "node-1", Tenant: null })
            {
                break;
            }

            next = changes.MoveNextAsync();
        }
        while (true);
    }

    [Fact]
    public async Task Apps_go_to_the_node_that_has_least_and_each_is_at_one()
    {
        await using Bench bench = new(daemon);
        DockerOptions options = Engines.Options(daemon.Endpoint, bench.Options.Platform + "b");
        await using DockerDaemon second = new();
        await second.InitializeAsync();
        options.Nodes.Add(new DockerNode("node-2", second.Endpoint));
        await using DockerWorkloadEngine engine = Engines.Create(options);
        PlacementRequest request = new(Bench.Acme, ResourceAmounts.None, _ => IsolationVerdict.Allow("Yes."));
        List<string?> sources = [];
        for (int i = 0; i < 4; i++)
        {
            string source = (await engine.PlaceAsync(request, Bench.Stop)).Source!;
            sources.Add(source);
            DesiredApp wanted = Bench.Wanted(Bench.Key($"app{i}")) with { Source = source };
            await engine.ApplyAsync(wanted, 0, Bench.Stop);
            for (int wait = 0; wait < 100 && await engine.FindAsync(wanted.Key, Bench.Stop) is not { IsReady: true }; wait++)
            {
                await Task.Delay(100, Bench.Stop);
            }
        }

        sources.Should().OnlyContain(s => s == "node-1" || s == "node-2").And.Subject.GroupBy(s => s).Should().HaveCount(2).And.OnlyContain(g => g.Count() == 2);
        DesiredApp twice = Bench.Wanted(Bench.Key("app0")) with { Source = sources[0] == "node-1" ? "node-2" : "node-1" };
        Func<Task> apply = async () => await engine.ApplyAsync(twice, 0, Bench.Stop);
        await apply.Should().ThrowAsync<GenerationConflictException>();
        await engine.DisposeAsync();
        await daemon.CleanAsync(options.Platform);
    }

    [Fact]
    public async Task An_engine_that_is_killed_and_comes_back_goes_on_with_what_was_wanted()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        await using Bench bench = new(own, o => o.LookInterval = TimeSpan.FromSeconds(1));
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Replicas = 2, Secrets = new Dictionary<string, SecretReference>() });
        await bench.RunAsync(wanted);
        DesiredApp stopped = await bench.ChangeAsync(await bench.ApplyAsync(Bench.Wanted(Bench.Key("stopped"))), d => d with { IsStopped = true });

        await own.KillAsync();
        Func<Task> find = async () => await bench.Engine.FindAsync(wanted.Key, Bench.Stop);
        await find.Should().ThrowAsync<WorkloadEngineException>("it is not known");
        await own.StartAsync();

        await bench.ReadyAsync(wanted.Key);
        EngineListing listing = await bench.Engine.ListAsync("node-1", null, Bench.Stop);
        listing.Apps.Select(a => a.Desired).Should().BeEquivalentTo([wanted, stopped]);
        await bench.ChangeAsync(wanted, d => d with { Spec = d.Spec with { Replicas = 3 } });
        (await bench.ReadyAsync(wanted.Key)).Replicas.Should().HaveCount(3);
    }
}
