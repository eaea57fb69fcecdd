using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What a tenant's readiness command can do to the host that asks it, and to its container.</summary>
public sealed class ProbeTests(DockerDaemon daemon)
{
    [Fact]
    public async Task What_a_command_writes_does_not_fill_the_hosts_memory()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key());
        await bench.RunAsync(wanted);
        (Readiness readiness, AppSnapshot app, NodeClient client) = await AskedAsync(bench, wanted);
        using NodeClient disposed = client;
        long before = GC.GetTotalAllocatedBytes();

        (bool isAnyLeft, _) = await readiness.AskAsync(wanted.Spec with { Readiness = new AppReadiness { Command = ["yes", "flood"] } }, app.Current, Bench.Stop);

        isAnyLeft.Should().BeTrue();
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(64 << 20);
    }

    /// <summary>
    /// https://github.com/kubernetes/kubernetes/issues/124226, https://github.com/kubernetes/kubernetes/issues/110070: a probe that hangs is
    /// given up by who asks, and runs on in the container; the next one comes on top.
    /// </summary>
    [Fact]
    public async Task A_command_that_hangs_is_not_started_again_beside_itself()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key());
        EngineApp ran = await bench.RunAsync(wanted);
        (Readiness readiness, AppSnapshot app, NodeClient client) = await AskedAsync(bench, wanted);
        using NodeClient disposed = client;
        AppSpec hanging = wanted.Spec with { Readiness = new AppReadiness { Command = ["sleep", "12345"] } };

        for (int i = 0; i < 2; i++)
        {
            (await readiness.AskAsync(hanging, app.Current, Bench.Stop)).IsAnyLeft.Should().BeTrue();
        }

        ContainerProcessesResponse processes = await bench.Client.Containers.ListProcessesAsync(ran.Replicas[0].Id, new ContainerListProcessesParameters(), Bench.Stop);
        processes.Processes.Count(p => p.Any(column => column.Contains("12345", StringComparison.Ordinal))).Should().Be(1);
    }

    private static async Task<(Readiness Readiness, AppSnapshot App, NodeClient Client)> AskedAsync(Bench bench, DesiredApp wanted)
    {
        NodeClient client = new(bench.Options.Nodes[0], bench.Options, TimeProvider.System);
        AppSnapshot? app = await new AppReader(client, new AnchorStore(client, bench.Options)).FindAsync(Names.KeyOf(bench.Options.Platform, wanted.Key), Bench.Stop);
        return (new Readiness(client), app!, client);
    }
}
