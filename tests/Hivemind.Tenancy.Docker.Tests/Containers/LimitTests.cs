using Docker.DotNet.Models;
using SecretReference = Hivemind.Tenancy.Workloads.SecretReference;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Limits are set, and felt.</summary>
public sealed class LimitTests(DockerDaemon daemon)
{
    /// <summary>Ends a while after the kernel has ended what needed too much: of a container that ends at once a busy engine may never hear why.</summary>
    private const string NeedsTooMuch = "dd if=/dev/zero of=/dev/null bs=256M count=1; code=$?; sleep 2; exit $code";

    [Fact]
    public async Task Every_container_is_held_to_its_limits_and_has_no_rights_of_the_host()
    {
        await using Bench bench = new(daemon, o => o.AllowedCapabilities.Add("CHOWN"));

        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { CpuCores = 0.25m, MemoryBytes = 32 << 20 },
            Capabilities = ["CHOWN"],
            IsRootReadOnly = true,
            Ports = [new AppPort(80), new AppPort(81, exposure: PortExposure.Host)],
        }));

        HostConfig host = (await bench.InspectAsync(app.Replicas[0])).HostConfig!;
        host.NanoCPUs.Should().Be(250_000_000);
        host.Memory.Should().Be(32 << 20);
        host.MemorySwap.Should().Be(32 << 20, "no swap beside the memory");
        host.PidsLimit.Should().Be(bench.Options.ProcessesPerReplica);
        host.CapDrop.Should().Equal("ALL");
        host.CapAdd.Should().Equal("CHOWN");
        host.SecurityOpt.Should().Contain("no-new-privileges");
        host.ReadonlyRootfs.Should().BeTrue();
        host.Privileged.Should().BeFalse();
        host.Binds.Should().BeNullOrEmpty();
        host.Devices.Should().BeNullOrEmpty();
        new[] { host.PidMode, host.UTSMode, host.UsernsMode }.Should().OnlyContain(m => m == string.Empty);
        host.IpcMode.Should().Be("private");
        host.NetworkMode.Should().NotBe("host");
        host.PortBindings.Should().ContainSingle().Which.Key.Should().Be("81/tcp");
        (await bench.ExecAsync(app.Replicas[0], "touch", "/tmp/x")).ExitCode.Should().NotBe(0, "the root is read-only");
        (await bench.InspectAsync(app.Replicas[0])).NetworkSettings!.Ports["81/tcp"].Select(b => b.HostIP).Should().OnlyContain(ip => ip == "127.0.0.1");
    }

    [Fact]
    public async Task What_asks_for_nothing_is_limited_too()
    {
        await using Bench bench = new(daemon);

        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key()));

        HostConfig host = (await bench.InspectAsync(app.Replicas[0])).HostConfig!;
        (host.NanoCPUs, host.Memory, host.PidsLimit).Should().Be((250_000_000, 128 << 20, 512));
        (await bench.ExecAsync(app.Replicas[0], "grep", "CapEff", "/proc/self/status")).Output.Should().Contain("0000000000000000");
    }

    [Fact]
    public async Task An_eager_process_is_throttled_and_its_use_is_told()
    {
        await using Bench bench = new(daemon);

        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { CpuCores = 0.1m, MemoryBytes = 16 << 20 },
            Command = ["sh", "-c", "yes > /dev/null"],
        }));

        await Task.Delay(1000, Bench.Stop);
        ReplicaUsage usage = (await bench.Engine.GetUsageAsync(Bench.Key(), Bench.Stop)).Should().ContainSingle().Subject;
        usage.Replica.Should().Be(app.Replicas[0].Id);
        usage.CpuCores.Should().BeInRange(0.01m, 0.2m, "it would take a whole core");
        usage.MemoryBytes.Should().BeInRange(1, 16 << 20);
        (await bench.ExecAsync(app.Replicas[0], "sh", "-c", "cat /sys/fs/cgroup/cpu/cpu.stat /sys/fs/cgroup/cpu.stat 2>/dev/null")).Output
            .Should().MatchRegex("nr_throttled [1-9]", "the kernel held it back");
    }

    [Fact]
    public async Task A_process_that_needs_too_much_memory_is_ended_and_it_is_told_why()
    {
        await using Bench bench = new(daemon);
        DesiredApp needs = Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { MemoryBytes = 16 << 20 },
            Command = ["dd", "if=/dev/zero", "of=/dev/null", "bs=4M", "count=1"],
            Job = new AppJob(),
        });
        DesiredApp control = needs;

        await bench.ApplyAsync(control);
        (await bench.UntilAsync(control.Key, a => a.Outcome is not null)).Outcome.Should().Be(JobOutcome.Succeeded, "what fits runs");
        await bench.ChangeAsync(control, d => d with { Spec = d.Spec with { Command = ["sh", "-c", NeedsTooMuch] } });

        // The engine may say that it has ended before it says why.
        EngineApp ended = await bench.UntilAsync(control.Key, a => a.Outcome == JobOutcome.Failed && a.Replicas is [{ Reason: "It needed more memory than it may use." }]);
        ended.Replicas[0].ExitCode.Should().Be(137);
        ended.Replicas[0].OutOfMemoryAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
    }

    /// <summary>The engine hears of an end and of its cause from two places: if of the end first, its record of the end never has the cause.</summary>
    [Fact]
    public async Task End_is_explained_by_what_the_engine_says_of_memory_a_moment_after_it()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Restart = Workloads.RestartPolicy.Never });
        string container = (await bench.RunAsync(wanted)).Replicas[0].Id;
        await bench.Client.Containers.KillContainerAsync(container, new ContainerKillParameters(), Bench.Stop); // by somebody, as the engine has it
        await bench.UntilAsync(wanted.Key, a => a.Replicas is [{ State: ReplicaState.Exited, Reason: "It ended with 137." }]);
        using NodeClient client = new(bench.Options.Nodes[0], bench.Options, TimeProvider.System);
        using AppReader reader = new(client, new AnchorStore(client, bench.Options));
        DateTimeOffset at = (await EndAsync()).At;

        reader.NoteOutOfMemory(container, at - TimeSpan.FromMinutes(1));
        (await EndAsync()).IsOutOfMemory.Should().BeFalse("that was about an end before");
        reader.NoteOutOfMemory(container, at + TimeSpan.FromMilliseconds(10));
        (await EndAsync()).Should().Be(new ContainerEnd(at, 137, IsOutOfMemory: true, Error: null));

        async Task<ContainerEnd> EndAsync()
        {
            ReplicaContainer replica = (await reader.FindAsync(Names.KeyOf(bench.Options.Platform, wanted.Key), Bench.Stop))!.Replicas.Should().ContainSingle().Subject;
            replica.OutOfMemoryAt.Should().Be(replica.End!.IsOutOfMemory ? replica.End.At : null);
            return replica.End;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_runs_again_after_it_needed_too_much_memory_says_when(bool hasSecret)
    {
        await using Bench bench = new(daemon, secrets: new Secrets());

        await bench.RunAsync(Bench.Wanted(Bench.Key(), s => s with
        {
            PerReplica = new ResourceAmounts { MemoryBytes = 16 << 20 },
            Command = ["sh", "-c", "sleep 2; exec dd if=/dev/zero of=/dev/null bs=256M count=1"],
            Secrets = hasSecret ? new Dictionary<string, SecretReference> { ["KEY"] = new("k") } : new Dictionary<string, SecretReference>(),
        }));

        EngineApp again = await bench.UntilAsync(Bench.Key(), a => a.Replicas is [{ OutOfMemoryAt: not null, State: ReplicaState.Ready }]);
        again.Replicas[0].OutOfMemoryAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("image", "Image 'nginx:1' is not one that the host allows: AllowedImages and LocalImages name those that are.")]
    [InlineData("capability", "Capability SYS_ADMIN is not one that the host allows: AllowedCapabilities names those that are.")]
    [InlineData("port", "Port 80 is public, and the host allows no public ports (AllowPublicPorts).")]
    [InlineData("memory", "Memory of 1024 bytes is refused: 6291456 bytes or more can be held.")]
    [InlineData("node", "Node 'node-1' is not dedicated to the tenant.")]
    [InlineData("guarantees", "Node 'node-1' is not dedicated to the tenant.")]
    [InlineData("network", "Node 'node-1' does not keep networks apart.")]
    public async Task What_the_host_does_not_allow_is_refused_and_nothing_is_recorded(string what, string message)
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key());
        wanted = what switch
        {
            "image" => wanted with { Spec = wanted.Spec with { Image = "nginx:1" } },
            "capability" => wanted with { Spec = wanted.Spec with { Capabilities = ["SYS_ADMIN"] } },
            "port" => wanted with { Spec = wanted.Spec with { Ports = [new AppPort(80, exposure: PortExposure.Public)] } },
            "memory" => wanted with { Spec = wanted.Spec with { PerReplica = new ResourceAmounts { MemoryBytes = 1024 } } },
            "node" => wanted with { Isolation = wanted.Isolation with { Compute = IsolationBoundary.Own } },
            "guarantees" => wanted with { Isolation = wanted.Isolation with { ResourceGuarantees = true } },
            _ => wanted with { Isolation = wanted.Isolation with { Network = IsolationBoundary.Own } },
        };

        Func<Task> apply = async () => await bench.Engine.ApplyAsync(wanted, 0, Bench.Stop);

        (await apply.Should().ThrowAsync<WorkloadEngineException>()).Which.Message.Should().Be(message);
        (await bench.Engine.FindAsync(wanted.Key, Bench.Stop)).Should().BeNull();
        (await bench.ContainersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_dedicated_node_takes_its_tenant_alone()
    {
        await using Bench bench = new(daemon, o =>
        {
            o.Nodes.Clear();
            o.Nodes.Add(new DockerNode("node-1", daemon.Endpoint, Bench.Acme));
        });
        await bench.RunAsync(Bench.Wanted(Bench.Key()) with { Isolation = IsolationLevel.Soft.Settings with { Compute = IsolationBoundary.Own, ResourceGuarantees = true } });

        Func<Task> other = async () => await bench.Engine.ApplyAsync(Bench.Wanted(Bench.Key(tenant: Bench.Beta)), 0, Bench.Stop);

        (await other.Should().ThrowAsync<WorkloadEngineException>()).Which.Message.Should().Be("Node 'node-1' is dedicated to another tenant.");
    }

    private sealed class Secrets : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) => new("value");
    }
}
