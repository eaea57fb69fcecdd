using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What is on the engine and nobody holds.</summary>
public sealed class DriftTests(DockerDaemon daemon)
{
    /// <summary>What a redeploy drops is not counted any more: kept, it would be storage without an end. https://github.com/docker/compose/issues/13465 has it of anonymous ones.</summary>
    [Fact]
    public async Task A_volume_of_its_own_that_an_app_no_longer_names_goes_when_the_change_is_finished()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Volumes = [VolumeMount.Own("one", "/one", 1), VolumeMount.Own("two", "/two", 1)] });
        EngineApp first = await bench.RunAsync(wanted);
        await bench.ExecAsync(first.Replicas[0], "sh", "-c", "echo kept > /one/f");

        DesiredApp changing = await bench.ChangeAsync(wanted, d => d with { ChangeId = Guid.NewGuid(), Former = d, Spec = d.Spec with { Volumes = [VolumeMount.Own("one", "/one", 1)] } });
        EngineApp second = await bench.UntilAsync(wanted.Key, a => a.IsReady && a.Replicas.All(r => r.Id != first.Replicas[0].Id));
        await Task.Delay(1000, Bench.Stop);
        (await DataAsync(bench)).Should().HaveCount(2, "the change may be undone");
        await bench.ChangeAsync(changing, d => d with { ChangeId = null, Former = null });

        for (int i = 0; i < 100 && (await DataAsync(bench)).Count > 1; i++)
        {
            await Task.Delay(100, Bench.Stop);
        }

        (await DataAsync(bench)).Should().ContainSingle();
        (await bench.ExecAsync(second.Replicas[0], "cat", "/one/f")).Output.Should().Contain("kept");
    }

    private static async Task<IList<VolumeResponse>> DataAsync(Bench bench) =>
        (await bench.Client.Volumes.ListAsync(new VolumesListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, bench.Options.Platform)]) }, Bench.Stop)).Volumes ?? [];
}
