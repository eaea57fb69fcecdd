using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Docker.DotNet.Models;
using SecretReference = Hivemind.Tenancy.Workloads.SecretReference;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Secrets reach the process, and nothing else.</summary>
public sealed class SecretTests(DockerDaemon daemon)
{
    [Fact]
    public async Task A_secret_is_in_the_process_and_nowhere_on_the_engine()
    {
        string secret = $"s3cr3t-{Guid.NewGuid():N} 'quoted' \"twice\" $HOME `id`\nand a line";
        ConcurrentQueue<string> events = [];
        using CancellationTokenSource listening = CancellationTokenSource.CreateLinkedTokenSource(Bench.Stop);
        Task hearing = daemon.Client.System.MonitorEventsAsync(new ContainerEventsParameters(), new ImmediateProgress<Message>(m => events.Enqueue(JsonSerializer.Serialize(m))), listening.Token);
        await using Bench bench = new(daemon, secrets: new Secrets(secret));
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with
        {
            Command = ["sh", "-c", "printenv SHOP_KEY > /dev/null; echo started; exec sleep 600"],
            Secrets = new Dictionary<string, SecretReference> { ["SHOP_KEY"] = new("shop-key") },
            Environment = new Dictionary<string, string> { ["OTHER"] = "plain" },
        });

        EngineApp app = await bench.RunAsync(wanted);

        string environment = (await bench.ExecAsync(app.Replicas[0], "sh", "-c", "sleep 1; cat /proc/1/environ")).Output;
        environment.Split('\0').Should().Contain($"SHOP_KEY={secret}").And.Contain("OTHER=plain");
        string marker = secret[..39];
        JsonSerializer.Serialize(await bench.InspectAsync(app.Replicas[0])).Should().Contain("OTHER").And.NotContain(marker);
        JsonSerializer.Serialize(await bench.ContainersAsync()).Should().Contain("shop-key").And.NotContain(marker);
        string.Concat(await bench.Engine.ReadLogsAsync(wanted.Key, new AppLogQuery(), Bench.Stop).Select(l => l.Text).ToListAsync(Bench.Stop)).Should().Contain("started").And.NotContain(marker);
        (await FilesWithAsync(marker)).Should().BeEmpty("nothing of it is on the node's disk");
        (await FilesWithAsync("shop-key")).Should().NotBeEmpty("the search finds what is there");
        await listening.CancelAsync();
        await Task.WhenAny(hearing, Task.Delay(2000, Bench.Stop));
        events.Should().NotBeEmpty();
        events.Should().NotContain(e => e.Contains(marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_ended_is_started_again_with_its_secret()
    {
        await using Bench bench = new(daemon, secrets: new Secrets("value"));
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with
        {
            Command = ["sh", "-c", "test \"$KEY\" = value && sleep 600"],
            Secrets = new Dictionary<string, SecretReference> { ["KEY"] = new("k") },
        });
        EngineApp first = await bench.RunAsync(wanted);

        await bench.Client.Containers.KillContainerAsync(first.Replicas[0].Id, new ContainerKillParameters { Signal = "KILL" }, Bench.Stop);

        await bench.UntilAsync(wanted.Key, a => a.IsReady && a.Replicas.Count == 1 && a.Replicas[0].Id != first.Replicas[0].Id);
    }

    [Fact]
    public async Task Without_its_secret_nothing_starts_and_it_is_told_why()
    {
        await using Bench bench = new(daemon);

        await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Secrets = new Dictionary<string, SecretReference> { ["KEY"] = new("absent") } }));

        EngineApp app = await bench.UntilAsync(Bench.Key(), a => a.Replicas.Count == 1);
        app.Replicas[0].State.Should().Be(ReplicaState.Pending);
        app.Replicas[0].Reason.Should().Be("There is no secret 'absent' for it.");
        (await bench.ContainersAsync("replica")).Should().BeEmpty();
    }

    private async Task<string> FilesWithAsync(string text)
    {
        using Process grep = Process.Start(new ProcessStartInfo("grep", ["-rlaF", "-e", text, "--exclude-dir=merged", daemon.Folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string found = await grep.StandardOutput.ReadToEndAsync(Bench.Stop);
        await grep.WaitForExitAsync(Bench.Stop);
        return found;
    }

    private sealed class Secrets(string value) : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) => new(value);
    }
}
