using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Volumes: what outlives what, and who gets none.</summary>
public sealed class VolumeTests(DockerDaemon daemon)
{
    private const long Size = 1 << 20;

    [Fact]
    public async Task A_volume_outlives_the_apps_that_mount_it_and_its_instances()
    {
        await using Bench bench = new(daemon);
        AppVolume volume = await bench.Engine.CreateVolumeAsync(new AppVolume(Bench.Key("data"), Size, "node-1"), null, Bench.Stop);
        EngineApp writer = await bench.RunAsync(Mounting("writer"));
        (await bench.ExecAsync(writer.Replicas[0], "sh", "-c", "echo kept > /vol/f")).ExitCode.Should().Be(0);
        await bench.Engine.RemoveAsync(Bench.Key("writer"), null, Bench.Stop);
        await bench.Engine.CreateVolumeAsync(volume with { Instance = Guid.NewGuid() }, volume.Instance, Bench.Stop);

        EngineApp reader = await bench.RunAsync(Mounting("reader"));

        (await bench.ExecAsync(reader.Replicas[0], "cat", "/vol/f")).Output.Should().Contain("kept");
        MountPoint mount = (await bench.InspectAsync(reader.Replicas[0])).Mounts.Should().ContainSingle().Subject;
        mount.Name.Should().StartWith($"hv-{Bench.Acme.Uid}-");
        await bench.Engine.RemoveAsync(Bench.Key("reader"), null, Bench.Stop);
        (await bench.Engine.RemoveVolumeAsync(volume.Key, null, Bench.Stop)).Should().BeTrue();
        (await DataAsync(bench)).Should().BeEmpty();
    }

    [Fact]
    public async Task Another_tenants_volume_of_the_name_is_not_found()
    {
        await using Bench bench = new(daemon);
        await bench.Engine.CreateVolumeAsync(new AppVolume(Bench.Key("data"), Size, "node-1"), null, Bench.Stop);
        DesiredApp others = Bench.Wanted(new AppKey(Bench.Beta, "web", "thief"), s => s with { Volumes = [VolumeMount.Existing("data", "/vol")] });

        Func<Task> apply = async () => await bench.Engine.ApplyAsync(others, 0, Bench.Stop);

        await apply.Should().ThrowAsync<WorkloadEngineException>();
        (await bench.Engine.FindAsync(others.Key, Bench.Stop)).Should().BeNull();
    }

    [Fact]
    public async Task An_apps_own_volume_survives_a_redeploy_and_goes_with_the_app()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Volumes = [VolumeMount.Own("cache", "/vol", Size)] });
        EngineApp first = await bench.RunAsync(wanted);
        await bench.ExecAsync(first.Replicas[0], "sh", "-c", "echo kept > /vol/f");

        await bench.ChangeAsync(wanted, d => d with { Spec = d.Spec with { Environment = new Dictionary<string, string> { ["A"] = "1" } } });
        EngineApp second = await bench.UntilAsync(wanted.Key, a => a.IsReady && a.Replicas.All(r => r.Id != first.Replicas[0].Id));

        (await bench.ExecAsync(second.Replicas[0], "cat", "/vol/f")).Output.Should().Contain("kept");
        (await DataAsync(bench)).Should().ContainSingle();
        await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);
        (await DataAsync(bench)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_app_recorded_while_its_volume_is_removed_keeps_it_or_is_refused()
    {
        await using Bench bench = new(daemon);
        await using DockerWorkloadEngine second = Engines.Create(bench.Options);
        for (int i = 0; i < 10; i++)
        {
            AppVolume volume = await bench.Engine.CreateVolumeAsync(new AppVolume(Bench.Key($"data{i}"), Size, "node-1"), null, Bench.Stop);
            DesiredApp wanted = Bench.Wanted(Bench.Key($"app{i}"), s => s with { Volumes = [VolumeMount.Existing(volume.Key.Name, "/vol")] });

            bool[] done = await Task.WhenAll(
                DoneAsync(async () => await bench.Engine.ApplyAsync(wanted, 0, Bench.Stop)),
                DoneAsync(async () => await second.RemoveVolumeAsync(volume.Key, null, Bench.Stop)));

            (await bench.Engine.FindAsync(wanted.Key, Bench.Stop) is not null).Should().Be(done[0]);
            (await bench.Engine.FindVolumeAsync(volume.Key, Bench.Stop) is null).Should().Be(done[1]);
            done.Should().NotBeEquivalentTo([true, true], "an app would mount what is not there");
        }
    }

    private static DesiredApp Mounting(string name) => Bench.Wanted(Bench.Key(name), s => s with { Volumes = [VolumeMount.Existing("data", "/vol")] });

    private static async Task<bool> DoneAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception e) when (e is WorkloadEngineException or VolumeConflictException)
        {
            return false;
        }
    }

    private static async Task<IList<VolumeResponse>> DataAsync(Bench bench) =>
        (await bench.Client.Volumes.ListAsync(new VolumesListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, bench.Options.Platform)]) }, Bench.Stop)).Volumes ?? [];
}
