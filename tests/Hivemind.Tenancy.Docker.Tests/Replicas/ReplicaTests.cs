using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Readiness, replacement, restarts and jobs.</summary>
public sealed class ReplicaTests(DockerDaemon daemon)
{
    [Fact]
    public async Task A_replica_is_ready_when_its_command_says_so()
    {
        await using Bench bench = new(daemon);
        await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Readiness = new AppReadiness { Command = ["cat", "/tmp/ready"] } }));
        EngineApp running = await bench.UntilAsync(Bench.Key(), a => a.Replicas.Any(r => r.State == ReplicaState.Running));
        await Task.Delay(1500, Bench.Stop);
        (await bench.Engine.FindAsync(Bench.Key(), Bench.Stop))!.IsReady.Should().BeFalse();

        await bench.ExecAsync(running.Replicas[0], "touch", "/tmp/ready");

        await bench.ReadyAsync(Bench.Key());
    }

    [Fact]
    public async Task A_replica_is_ready_when_its_port_listens()
    {
        await using Bench bench = new(daemon);
        await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            Command = ["sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; exec httpd -f -p 8080"],
            Readiness = new AppReadiness { Port = 8080 },
        }));
        EngineApp running = await bench.UntilAsync(Bench.Key(), a => a.Replicas.Any(r => r.State == ReplicaState.Running));
        await Task.Delay(1500, Bench.Stop);
        (await bench.Engine.FindAsync(Bench.Key(), Bench.Stop))!.IsReady.Should().BeFalse();

        await bench.ExecAsync(running.Replicas[0], "touch", "/tmp/go");

        await bench.ReadyAsync(Bench.Key());
    }

    [Fact]
    public async Task A_change_that_never_gets_ready_leaves_what_ran_and_going_back_keeps_it()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Replicas = 3 });
        string[] before = [.. (await bench.RunAsync(wanted)).Replicas.Select(r => r.Id)];
        DesiredApp bad = await bench.ChangeAsync(wanted, d => d with { Spec = d.Spec with { Readiness = new AppReadiness { Command = ["false"] } } });
        await bench.UntilAsync(wanted.Key, a => a.Replicas.Any(r => r is { IsCurrent: true, State: ReplicaState.Running }));
        await Task.Delay(1500, Bench.Stop);

        EngineApp meanwhile = (await bench.Engine.FindAsync(wanted.Key, Bench.Stop))!;
        meanwhile.Replicas.Should().HaveCount(4, "one more than wanted");
        meanwhile.Replicas.Where(r => !r.IsCurrent).Select(r => r.Id).Should().BeEquivalentTo(before);

        await bench.ChangeAsync(bad, d => wanted with { Generation = d.Generation });
        (await bench.UntilAsync(wanted.Key, a => a.IsReady && a.Replicas.Count == 3)).Replicas.Select(r => r.Id).Should().BeEquivalentTo(before, "none was replaced yet");
    }

    [Fact]
    public async Task What_ends_is_started_again_while_no_host_runs()
    {
        await using Bench bench = new(daemon);
        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with { Command = ["sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; exit 1"] }));
        await bench.Engine.DisposeAsync();

        await bench.ExecAsync(app.Replicas[0], "touch", "/tmp/go");

        for (int i = 0; i < 100 && (await bench.InspectAsync(app.Replicas[0])).RestartCount == 0; i++)
        {
            await Task.Delay(100, Bench.Stop);
        }

        (await bench.InspectAsync(app.Replicas[0])).RestartCount.Should().BePositive();
    }

    [Fact]
    public async Task A_replica_that_somebody_removed_is_made_again()
    {
        await using Bench bench = new(daemon);
        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with { Replicas = 2 }));

        await bench.Client.Containers.RemoveContainerAsync(app.Replicas[0].Id, new ContainerRemoveParameters { Force = true }, Bench.Stop);

        await bench.UntilAsync(Bench.Key(), a => a.IsReady && a.Replicas.Count == 2 && a.Replicas.All(r => r.Id != app.Replicas[0].Id));
    }

    [Fact]
    public async Task What_cannot_be_started_says_why_and_is_tried_again()
    {
        await using Bench bench = new(daemon);

        await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Command = ["/no/such/program"] }));

        EngineApp app = await bench.UntilAsync(Bench.Key(), a => a.Replicas is [{ State: ReplicaState.Exited }]);
        app.Replicas[0].Reason.Should().StartWith("It could not be started: ").And.Contain("/no/such/program");
        string first = app.Replicas[0].Id;
        await bench.UntilAsync(Bench.Key(), a => a.Replicas is [{ State: ReplicaState.Exited } again] && again.Id != first);
    }

    [Fact]
    public async Task A_job_is_started_again_as_often_as_it_may_be()
    {
        await using Bench bench = new(daemon);
        DesiredApp job = Bench.Wanted(Bench.Key(), s => s with { Command = ["sh", "-c", "echo try >> /vol/f; exit 3"], Volumes = [VolumeMount.Own("out", "/vol", 1)], Job = new AppJob { Retries = 2 } });

        await bench.ApplyAsync(job);

        EngineApp ended = await bench.UntilAsync(job.Key, a => a.Outcome is not null);
        ended.Outcome.Should().Be(JobOutcome.Failed);
        ended.IsHeld.Should().BeFalse();
        ended.Replicas.Should().ContainSingle().Which.ExitCode.Should().Be(3);
        (await bench.ContainersAsync("replica")).Single(c => c.ID == ended.Replicas[0].Id).Labels["hivemind.tenancy.attempt"].Should().Be("2");
    }

    [Fact]
    public async Task A_job_that_runs_too_long_is_ended_and_failed()
    {
        await using Bench bench = new(daemon);

        await bench.ApplyAsync(Bench.Wanted(Bench.Key(), s => s with { Job = new AppJob { Deadline = TimeSpan.FromSeconds(2), Retries = 5 } }));

        EngineApp ended = await bench.UntilAsync(Bench.Key(), a => a.Outcome is not null);
        ended.Outcome.Should().Be(JobOutcome.Failed);
        (await bench.InspectAsync(ended.Replicas[0])).State!.Running.Should().BeFalse();
    }

    [Fact]
    public async Task Logs_come_in_order_and_follow_until_the_app_is_removed()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Command = ["sh", "-c", "for i in 1 2 3; do echo line $i; done; echo bad >&2; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo late; sleep 600"] });
        EngineApp app = await bench.RunAsync(wanted);
        await bench.UntilAsync(wanted.Key, _ => bench.Engine.ReadLogsAsync(wanted.Key, new AppLogQuery(), Bench.Stop).ToBlockingEnumerable(Bench.Stop).Count() == 4, "all written");
        List<AppLogLine> last = await bench.Engine.ReadLogsAsync(wanted.Key, new AppLogQuery { Tail = 2 }, Bench.Stop).ToListAsync(Bench.Stop);
        last.Should().HaveCount(2);
        last.Should().OnlyContain(l => l.Replica == app.Replicas[0].Id);
        List<AppLogLine> followed = [];
        Task following = Task.Run(
            async () =>
            {
                await foreach (AppLogLine line in bench.Engine.ReadLogsAsync(wanted.Key, new AppLogQuery { Follow = true }, Bench.Stop))
                {
                    followed.Add(line);
                }
            },
            Bench.Stop);
        await Task.Delay(500, Bench.Stop);

        await bench.ExecAsync(app.Replicas[0], "touch", "/tmp/go");
        await Task.Delay(1000, Bench.Stop);
        await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);

        await following.WaitAsync(TimeSpan.FromSeconds(20), Bench.Stop);
        followed.Select(l => l.Text).Should().BeEquivalentTo(["line 1", "line 2", "line 3", "bad", "late"]);
        followed.Single(l => l.IsError).Text.Should().Be("bad");
    }

    [Fact]
    public async Task Hostile_names_values_and_image_labels_change_nothing_but_themselves()
    {
        await using Bench bench = new(daemon);
        string value = "two\nlines \"quoted\" 'so' $HOME `id` \\ \u2028 ünï ; rm -rf / --privileged";
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/bin", ["A"] = value, ["LD_PRELOAD"] = "" },
            Labels = new Dictionary<string, string> { ["hivemind.tenancy.uid"] = Bench.Beta.Uid.ToString()!, ["com.docker.network"] = "x", ["hivemind.tenancy.kind"] = "app" },
            Arguments = [],
        });

        EngineApp app = await bench.RunAsync(wanted);

        ContainerInspectResponse container = await bench.InspectAsync(app.Replicas[0]);
        container.Config!.Env.Should().Contain($"A={value}");
        container.Config!.Labels["hivemind.tenancy.kind"].Should().Be("replica", "the image says otherwise");
        container.Config!.Labels["hivemind.tenancy.record"].Should().BeEmpty();
        container.Config!.Labels["hivemind.tenancy.uid"].Should().Be(Bench.Acme.Uid.ToString());
        container.Config!.Labels.Should().NotContainKey("com.docker.network");
        (await bench.Engine.ListAsync("node-1", Bench.Beta, Bench.Stop)).Apps.Should().BeEmpty();
        (await bench.Engine.ListAsync("node-1", null, Bench.Stop)).Apps.Should().ContainSingle().Which.Desired.Should().Be(wanted);
    }
}
