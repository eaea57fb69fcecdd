using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Jobs on the platform.</summary>
public sealed class JobTests(DockerDaemon daemon)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_is_pending_between_its_attempts_and_tried_again_soon_and_what_it_is_given_is_held()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform());
        platform.StopGrace = TimeSpan.FromSeconds(10);
        platform.LookInterval = TimeSpan.FromHours(1); // Its second attempt follows on the end of the first, not on a look.
        using IHost host = await PlatformTests.StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        IQuotaManager quotas = host.Services.GetRequiredService<IQuotaManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant acme = await PlatformTests.CreateAsync(tenants, "acme", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme, Stop);
        AppSpec job = new()
        {
            Name = "job",
            Namespace = "acme-web",
            Image = DockerDaemon.Image,
            Command = ["sh", "-c", "[ -f /data/tried ] && exit 0; touch /data/tried; exit 3"],
            Volumes = [VolumeMount.Own("data", "/data", 1 << 20)],
            Job = new AppJob { Retries = 2 },
        };

        await apps.DeployAsync(job, context, Stop);
        using (TenantContext.System("test", "look").Enter())
        {
            ResourceAmounts held = (await quotas.ListAllocationsAsync(acme, cancellationToken: Stop)).Should().ContainSingle().Which.Amounts;
            (held.CpuCores, held.MemoryBytes).Should().Be((platform.CpuCoresUnlessAsked, platform.MemoryBytesUnlessAsked));
        }

        await PlatformTests.UntilAsync(async () => (await apps.FindAppAsync("acme-web", "job", context, Stop))!.Replicas is [{ State: ReplicaState.Exited }]);
        long start = Stopwatch.GetTimestamp();
        HashSet<AppState> seen = [];
        App app;
        while ((app = (await apps.FindAppAsync("acme-web", "job", context, Stop))!).State != AppState.Succeeded && seen.Add(app.State) | Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(50, Stop);
        }

        seen.Should().NotContain(AppState.Failed);
        app.State.Should().Be(AppState.Succeeded);

        AppDeploymentException refused = (await new Func<Task>(async () => await apps.DeployAsync(job with { Name = "other", Image = "nginx:1" }, context, Stop)).Should().ThrowAsync<AppDeploymentException>()).Which;
        (refused.Step, refused.InnerException).Should().Be((AppStep.Placement, null), "nothing was held");
        await apps.RemoveAsync("acme-web", "job", context, Stop);
        await host.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);
    }
}
