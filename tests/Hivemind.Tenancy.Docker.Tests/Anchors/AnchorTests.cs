using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>What is wanted is kept by the engine through every crash, and decided by it.</summary>
public sealed class AnchorTests(DockerDaemon daemon)
{
    [Fact]
    public async Task A_host_that_begins_anew_knows_everything_and_goes_on()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Replicas = 2 }));
        await bench.Engine.DisposeAsync();

        await using DockerWorkloadEngine next = Engines.Create(bench.Options);

        (await next.FindAsync(wanted.Key, Bench.Stop))!.Desired.Should().Be(wanted);
        await UntilReadyAsync(next, wanted.Key);
    }

    [Fact]
    public async Task After_a_crash_between_the_two_steps_the_highest_counts_and_the_lower_goes()
    {
        await using Bench bench = new(daemon);
        DesiredApp first = await bench.ApplyAsync(Bench.Wanted(Bench.Key()));
        EngineApp ran = await bench.ReadyAsync(first.Key);
        await bench.Engine.DisposeAsync();
        DesiredApp second = first with { Generation = 2, Spec = first.Spec with { Replicas = 2 } };
        AnchorStore anchors = new(new NodeClient(bench.Options.Nodes[0], bench.Options, TimeProvider.System), bench.Options);
        (Anchor? former, _) = await anchors.FindAsync(Names.KeyOf(bench.Options.Platform, first.Key), Bench.Stop);

        // The host dies here: the next anchor is made, the last not removed.
        await anchors.TryAddAsync(first.Key, former! with { Generation = 2, Record = AppRecord.After(AppRecord.Read(former.Record), second).Write() }, [former.Id], Bench.Stop);

        (await bench.ContainersAsync("app")).Should().HaveCount(2);
        await using DockerWorkloadEngine next = Engines.Create(bench.Options);
        (await next.FindAsync(first.Key, Bench.Stop))!.Desired.Should().Be(second);
        (await next.ListAsync("node-1", null, Bench.Stop)).Apps.Should().ContainSingle();
        EngineApp app = await UntilReadyAsync(next, first.Key);
        app.Replicas.Should().HaveCount(2).And.Contain(r => r.Id == ran.Replicas[0].Id);
        (await bench.ContainersAsync("app")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_removal_that_a_crash_broke_off_is_finished_by_whoever_sees_it()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Replicas = 2, Volumes = [VolumeMount.Own("cache", "/vol", 1)] }));
        await bench.ReadyAsync(wanted.Key);
        await bench.Engine.DisposeAsync();
        AnchorStore anchors = new(new NodeClient(bench.Options.Nodes[0], bench.Options, TimeProvider.System), bench.Options);
        (Anchor? former, _) = await anchors.FindAsync(Names.KeyOf(bench.Options.Platform, wanted.Key), Bench.Stop);
        await anchors.TryAddAsync(wanted.Key, former! with { Generation = 2, Removal = AnchorRemoval.Asked }, [former.Id], Bench.Stop);

        await using DockerWorkloadEngine next = Engines.Create(bench.Options);

        (await next.FindAsync(wanted.Key, Bench.Stop)).Should().BeNull();
        (await next.ListAsync("node-1", null, Bench.Stop)).Apps.Should().BeEmpty();
        await UntilAsync(async () => (await bench.ContainersAsync()).Count == 0);
    }

    [Fact]
    public async Task Who_looked_before_a_removal_brings_nothing_back()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = await bench.ApplyAsync(Bench.Wanted(Bench.Key()));
        AnchorStore anchors = new(new NodeClient(bench.Options.Nodes[0], bench.Options, TimeProvider.System), bench.Options);
        (Anchor? former, _) = await anchors.FindAsync(Names.KeyOf(bench.Options.Platform, wanted.Key), Bench.Stop);
        await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);

        Anchor? late = await anchors.TryAddAsync(wanted.Key, former! with { Generation = 2 }, [former.Id], Bench.Stop);

        late.Should().BeNull("the step itself is refused");
        await UntilAsync(async () => (await bench.ContainersAsync()).Count == 0);
    }

    [Fact]
    public async Task Who_looked_before_many_changes_makes_no_first_app()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = await bench.ApplyAsync(Bench.Wanted(Bench.Key()));
        wanted = await bench.ChangeAsync(wanted, d => d with { IsStopped = true });
        Func<Task> late = async () => await bench.Engine.ApplyAsync(Bench.Wanted(Bench.Key()), 0, Bench.Stop);

        await late.Should().ThrowAsync<GenerationConflictException>();

        (await bench.Engine.FindAsync(wanted.Key, Bench.Stop))!.Desired.Should().Be(wanted);
    }

    [Fact]
    public async Task That_a_change_is_finished_takes_no_other_container_and_is_kept()
    {
        await using Bench bench = new(daemon);
        DesiredApp begun = await bench.ApplyAsync(Bench.Wanted(Bench.Key()) with { ChangeId = Guid.NewGuid() });
        string anchor = (await bench.ContainersAsync("app")).Single().ID;

        DesiredApp finished = await bench.ChangeAsync(begun, d => d with { ChangeId = null });

        (await bench.ContainersAsync("app")).Should().ContainSingle().Which.ID.Should().Be(anchor);
        (await bench.ApplyAsync(finished)).Should().Be(finished, "what is recorded already is left as it is");
        EngineApp ran = await bench.ReadyAsync(begun.Key);
        await bench.Engine.DisposeAsync();
        await using DockerWorkloadEngine next = Engines.Create(bench.Options);
        (await next.FindAsync(begun.Key, Bench.Stop))!.Desired.Should().Be(finished);
        await next.ApplyAsync(finished with { Generation = 3, Spec = finished.Spec with { Replicas = 2 } }, 2, Bench.Stop);
        (await UntilReadyAsync(next, begun.Key)).Replicas.Should().HaveCount(2).And.Contain(r => r.Id == ran.Replicas[0].Id);
        await UntilAsync(async () => (await bench.ContainersAsync("app")) is [var only] && only.ID != anchor);
        (await next.RemoveAsync(begun.Key, finished with { Generation = 3, Spec = finished.Spec with { Replicas = 2 } }, Bench.Stop)).Should().BeTrue();
    }

    [Fact]
    public async Task Of_what_finishes_a_change_and_what_comes_after_it_one_is_refused()
    {
        await using Bench bench = new(daemon);
        DesiredApp begun = await bench.ApplyAsync(Bench.Wanted(Bench.Key()) with { ChangeId = Guid.NewGuid() });
        DesiredApp other = await bench.ApplyAsync(Bench.Wanted(Bench.Key("other")) with { ChangeId = Guid.NewGuid() });
        AnchorStore anchors = new(new NodeClient(bench.Options.Nodes[0], bench.Options, TimeProvider.System), bench.Options);
        (Anchor? first, _) = await anchors.FindAsync(Names.KeyOf(bench.Options.Platform, begun.Key), Bench.Stop);
        (Anchor? second, _) = await anchors.FindAsync(Names.KeyOf(bench.Options.Platform, other.Key), Bench.Stop);
        Anchor next = first! with { Generation = 2 };

        (await anchors.TryFinishAsync(first, Bench.Stop)).Should().Be(first with { Generation = 2, IsFinished = true });
        (await anchors.TryAddAsync(begun.Key, next, [first.Id], Bench.Stop)).Should().BeNull("it has the name");
        (await anchors.TryAddAsync(other.Key, second! with { Generation = 2, Removal = AnchorRemoval.Asked }, [second.Id], Bench.Stop)).Should().NotBeNull();
        (await anchors.TryFinishAsync(second, Bench.Stop)).Should().BeNull("the name is taken");
        await UntilAsync(async () => await bench.Engine.FindAsync(other.Key, Bench.Stop) is null && (await bench.ContainersAsync("app")).Count == 1);
        (await anchors.TryFinishAsync(second, Bench.Stop)).Should().BeNull("it is gone");
        (await bench.Engine.FindAsync(begun.Key, Bench.Stop))!.Desired.Should().Be(begun with { Generation = 2, ChangeId = null });
    }

    [Fact]
    public async Task Two_hosts_make_each_replica_once()
    {
        await using Bench bench = new(daemon);
        await using DockerWorkloadEngine second = Engines.Create(bench.Options);
        second.Start();

        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with { Replicas = 5 }));
        await Task.Delay(1000, Bench.Stop);

        app.Replicas.Should().HaveCount(5);
        (await bench.ContainersAsync("replica")).Select(c => c.ID).Should().BeEquivalentTo(app.Replicas.Select(r => r.Id));
    }

    [Fact]
    public async Task Containers_without_an_app_are_removed()
    {
        await using Bench bench = new(daemon, o => o.LookInterval = TimeSpan.FromSeconds(1));
        Dictionary<string, string> labels = Labels.ForContainer((Labels.Platform, bench.Options.Platform), (Labels.Kind, Labels.Replica), (Labels.Key, "nobodys"), (Labels.Slot, "0"), (Labels.Attempt, "0"));
        await CreateAsync("hv-nobodys-12345678-r0-a0");
        string others = await CreateAsync(null);

        bench.Engine.Start();

        await UntilAsync(async () => (await bench.ContainersAsync()).Count == 1);
        (await bench.ContainersAsync()).Single().ID.Should().Be(others, "its labels say that it is ours, as those of its image may, and its name does not");

        async Task<string> CreateAsync(string? name) => (await bench.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = DockerDaemon.Image, Name = name!, Cmd = ["sleep", "9"], Labels = labels }, Bench.Stop)).ID;
    }

    private static async Task<EngineApp> UntilReadyAsync(DockerWorkloadEngine engine, AppKey key)
    {
        EngineApp? app = null;
        await UntilAsync(async () => (app = await engine.FindAsync(key, Bench.Stop)) is { IsReady: true });
        return app!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (int i = 0; i < 300; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(100, Bench.Stop);
        }

        throw new TimeoutException("It did not become so.");
    }
}
