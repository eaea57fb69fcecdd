using System.Net.Sockets;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What is slow, ends early or never ends stands in nobody else's way.</summary>
public sealed class PatienceTests(DockerDaemon daemon)
{
    [Fact]
    public async Task An_app_whose_secrets_time_out_is_tried_again()
    {
        TimingOut secrets = new();
        await using Bench bench = new(daemon, secrets: secrets);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Secrets = new Dictionary<string, SecretReference> { ["TOKEN"] = new("token") } });

        await bench.ApplyAsync(wanted);

        await bench.ReadyAsync(wanted.Key);
        secrets.Asked.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task A_node_that_hangs_does_not_hold_up_what_is_on_another()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hv-{Guid.NewGuid():N}.sock");
        using Socket hanging = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        hanging.Bind(new UnixDomainSocketEndPoint(path));
        hanging.Listen(512); // whoever connects waits
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key());
        await bench.RunAsync(wanted);
        bench.Options.Nodes.Add(new DockerNode("node-2", new Uri($"unix://{path}")));
        bench.Options.AnswerLimit = HangLimit.Duration + TimeSpan.FromMinutes(5);
        await using DockerWorkloadEngine engine = Engines.Create(bench.Options);

        EngineApp? found = await engine.FindAsync(wanted.Key, Bench.Stop).AsTask().WaitAsync(HangLimit.Duration, Bench.Stop);

        found!.Desired.Should().Be(wanted);
        File.Delete(path);
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Command = ["sh", "-c", "dd if=/dev/zero bs=1M count=1; echo; echo after; exec sleep 600"] });
        await bench.RunAsync(wanted);

        List<AppLogLine> lines = [];
        await foreach (AppLogLine line in bench.Engine.ReadLogsAsync(wanted.Key, new AppLogQuery { Follow = true }, Bench.Stop))
        {
            lines.Add(line);
            if (line.Text == "after")
            {
                break;
            }
        }

        lines.Should().HaveCountGreaterThan(1).And.OnlyContain(l => l.Text.Length <= 64 * 1024);
    }

    private sealed class TimingOut : ISecretResolver
    {
        public int Asked { get; private set; }

        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) =>
            ++Asked == 1 ? throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.") : ValueTask.FromResult<string?>("value");
    }
}
