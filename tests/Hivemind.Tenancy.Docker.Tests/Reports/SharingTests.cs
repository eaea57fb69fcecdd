using System.Net.Sockets;
using SecretReference = Hivemind.Tenancy.Workloads.SecretReference;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What one tenant's app can do to others through what they share: the engine's volumes, every look at it, and the host's hands.</summary>
public sealed class SharingTests(DockerDaemon daemon)
{
    private static readonly Node Anywhere = new("node-1", null);

    [Fact]
    public void A_shared_volume_is_one_that_the_host_names_and_shares_with_the_tenant()
    {
        DockerOptions options = Engines.Options(daemon.Endpoint, "p", o =>
        {
            o.SharedVolumes.Add(new Volume("data"));
            o.SharedVolumes.Add(new Volume("acmes", Bench.Acme));
        });
        string another = Names.OwnVolume(Bench.Beta.Uid!.Value, "key", Guid.NewGuid(), "cache");

        WhyNot("data", Bench.Acme).Should().BeNull();
        WhyNot("acmes", Bench.Acme).Should().BeNull();
        WhyNot("acmes", Bench.Beta).Should().NotBeNull();
        WhyNot("absent", Bench.Acme).Should().NotBeNull();
        WhyNot(another, Bench.Acme).Should().NotBeNull("the engine would mount another tenant's volume");
        WhyNot("data", Bench.Acme, IsolationLevel.Custom(IsolationLevel.Soft.Settings with { Storage = IsolationBoundary.Own })).Should().NotBeNull();

        string? WhyNot(string volume, TenantReference tenant, IsolationLevel? level = null) => ContainerPolicy.WhyNot(
            options, Anywhere, EngineSupport.Enforced, Bench.Wanted(Bench.Key(tenant: tenant), s => s with { Volumes = [VolumeMount.Shared(volume, "/shared")] }, level));
    }

    [Fact]
    public async Task A_spec_that_would_make_every_look_at_the_node_slow_is_refused()
    {
        await using Bench bench = new(daemon);
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Environment = Enumerable.Range(0, 20).ToDictionary(i => $"V{i}", _ => new string('x', 32 * 1024)) });

        Func<Task> apply = async () => await bench.Engine.ApplyAsync(wanted, 0, Bench.Stop);

        await apply.Should().ThrowAsync<WorkloadEngineException>().WithMessage("A spec of * bytes is refused: 262144 bytes, as JSON, are allowed.");
        (await bench.ContainersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Secrets_that_hang_hold_up_no_other_app_and_do_not_keep_theirs_from_being_stopped()
    {
        HangingSecrets secrets = new();
        await using Bench bench = new(daemon, o => o.AnswerLimit = TimeSpan.FromSeconds(20), secrets: secrets);
        DesiredApp hung = Bench.Wanted(Bench.Key("hung0"), s => s with { Secrets = new Dictionary<string, SecretReference> { ["KEY"] = new("k") }, Replicas = 2 });
        secrets.IsHanging = false;
        await bench.RunAsync(hung);
        secrets.IsHanging = true;
        hung = await bench.ChangeAsync(hung, d => d with { Spec = d.Spec with { Replicas = 3 } });
        for (int i = 1; i < 20; i++)
        {
            await bench.ApplyAsync(Bench.Wanted(Bench.Key($"hung{i}"), _ => hung.Spec with { Name = $"hung{i}", Replicas = 1 }));
        }

        await Task.Delay(500, Bench.Stop);
        long start = TimeProvider.System.GetTimestamp();
        await bench.RunAsync(Bench.Wanted(Bench.Key("other", Bench.Beta)));
        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(15), "it waits for nobody");

        await bench.ChangeAsync(hung, d => d with { IsSuspended = true });
        await bench.UntilAsync(hung.Key, a => a.Replicas.Count == 0);
        (await bench.UntilAsync(Bench.Key("hung1"), a => a.Replicas.Count == 1)).Replicas[0].Reason.Should().Contain("in time");
    }

    [Fact]
    public async Task An_image_that_takes_long_does_not_keep_an_app_from_being_stopped()
    {
        using Socket silent = NetworkNamespace.Listen(daemon.Pid, 5130);
        await using Bench bench = new(daemon, o => o.AllowedImages.Add("127.0.0.1:5130/*"));
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Replicas = 2 });
        await bench.RunAsync(wanted);
        wanted = await bench.ChangeAsync(wanted, d => d with { Spec = d.Spec with { Image = "127.0.0.1:5130/slow:1" } });
        await Task.Delay(1000, Bench.Stop);
        long start = TimeProvider.System.GetTimestamp();

        await bench.ChangeAsync(wanted, d => d with { IsSuspended = true });

        await bench.UntilAsync(wanted.Key, a => a.Replicas.Count == 0);
        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(16));
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_a_failure()
    {
        Action[] reads = [() => AppRecord.Read(string.Empty), () => AppRecord.Read("{}"), () => VolumeRecord.Read("null"), () => VolumeRecord.Read("{\"Tenant\":\"?\"}")];

        reads.Should().AllSatisfy(read => read.Should().Throw<WorkloadEngineException>().Which.IsTransient.Should().BeFalse());
    }

    private sealed class HangingSecrets : ISecretResolver
    {
        public bool IsHanging { get; set; }

        public async ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken)
        {
            if (IsHanging)
            {
                await new TaskCompletionSource().Task; // Whoever hangs does not listen either.
            }

            return "value";
        }
    }
}
