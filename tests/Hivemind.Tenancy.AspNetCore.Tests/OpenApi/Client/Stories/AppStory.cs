using System.Text;

namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class AppStory
{
    private const string Jobs = "umbrella-jobs";

    public static async Task RunAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        VolumeResource volume = await client.CreateVolumeAsync(id, new CreateVolumeRequest { Namespace = Jobs, Name = "data", Size = 16 }, cancellationToken);
        AppSpecDocument spec = new()
        {
            Image = "nginx:1.27",
            Per_replica = new AmountsDocument { Cpu = 0.125m },
            Ports = [new AppPortDocument { Number = 80, Protocol = PortProtocolName.Udp }],
            Volumes = [new VolumeMountDocument { Volume = "data", Path = "/data", Kind = MountKindName.Existing }],
            Environment = new Dictionary<string, string> { ["MODE"] = "live" },
            Readiness = new AppReadinessDocument { Deadline_seconds = 1.5m },
        };
        AppResource deployed = await client.DeployAppAsync(id, new DeployAppRequest { Namespace = Jobs, Name = "shop", Spec = spec }, cancellationToken);
        AppResource got = await client.GetAppAsync(id, Jobs, "shop", cancellationToken);
        got.Spec.Image = "nginx:1.28";
        AppResource redeployed = await client.RedeployAppAsync(id, Jobs, "shop", got.Spec, cancellationToken: cancellationToken);
        AppResource scaled = await client.ScaleAppAsync(id, Jobs, "shop", new ScaleAppRequest { Replicas = 2 }, cancellationToken: cancellationToken);
        AppUsageResource usage = await client.GetAppUsageAsync(id, Jobs, "shop", cancellationToken);
        using FileResponse logs = await client.ReadAppLogsAsync(id, Jobs, "shop", tail: "5", cancellationToken: cancellationToken);
        using StreamReader lines = new(logs.Stream, Encoding.UTF8);
        AppViolationList violations = await client.FindAppViolationsAsync(id, cancellationToken);
        AppResource stopped = await client.StopAppAsync(id, Jobs, "shop", cancellationToken: cancellationToken);
        AppResource started = await client.StartAppAsync(id, Jobs, "shop", cancellationToken: cancellationToken);
        AppPage page = await client.ListAppsAsync(id, @namespace: Jobs, cancellationToken: cancellationToken);
        await client.RemoveAppAsync(id, Jobs, "shop", cancellationToken: cancellationToken);
        VolumeList volumes = await client.ListVolumesAsync(id, cancellationToken);
        await client.RemoveVolumeAsync(id, Jobs, "data", cancellationToken);

        volume.Size.Should().Be(16);
        deployed.Should().BeEquivalentTo(new { Namespace = Jobs, Name = "shop", State = AppStateName.Ready, Ready_replicas = 1 });
        deployed.Spec.Readiness!.Deadline_seconds.Should().Be(1.5m);
        scaled.Replicas.Should().HaveCount(2).And.OnlyContain(r => r.State == ReplicaStateName.Ready && r.Exit_code == null);
        redeployed.Spec.Should().BeEquivalentTo(got.Spec);
        usage.Replicas.Should().BeEmpty();
        (await lines.ReadToEndAsync(cancellationToken)).Should().BeEmpty("nothing was written");
        violations.Violations.Should().BeEmpty();
        stopped.State.Should().Be(AppStateName.Stopped);
        started.State.Should().Be(AppStateName.Ready);
        page.Apps.Should().ContainSingle().Which.Spec.Image.Should().Be("nginx:1.28");
        volumes.Volumes.Should().ContainSingle().Which.Name.Should().Be("data");
    }
}
