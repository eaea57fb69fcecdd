using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>The whole of it: a host with tenants, quotas and apps on the engine.</summary>
public sealed class PlatformTests(DockerDaemon daemon)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fourth_replica_and_the_second_service_are_refused_and_everything_else_runs()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform());
        using IHost host = await StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant acme = await CreateAsync(tenants, "acme", IsolationLevel.NetworkOnly);
        AppSpec shop = new()
        {
            Name = "shop",
            Namespace = "acme-web",
            Image = DockerDaemon.Image,
            Command = ["sleep", "600"],
            Replicas = 2,
            Ports = [new AppPort(80)],
            PerReplica = new ResourceAmounts { MemoryBytes = 16 << 20 },
        };
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme, Stop);

        App app = await apps.DeployAsync(shop, context, Stop);
        await apps.ScaleAsync("acme-web", "shop", 3, context, Stop);
        Func<Task> fourth = async () => await apps.ScaleAsync("acme-web", "shop", 4, context, Stop);
        Func<Task> second = async () => await apps.DeployAsync(shop with { Name = "other", Replicas = 1 }, context, Stop);

        await UntilAsync(async () => (await apps.FindAppAsync("acme-web", "shop", context, Stop))!.State == AppState.Ready);
        await fourth.Should().ThrowAsync<QuotaExceededException>();
        await second.Should().ThrowAsync<QuotaExceededException>();
        (await apps.GetUsageAsync("acme-web", "shop", context, Stop)).Should().HaveCount(3);
        (await ContainersAsync(platform)).Should().HaveCount(3).And.OnlyContain(c => c.Labels["hivemind.tenancy.allocation"] == "app/acme-web/shop" && c.Labels["hivemind.tenancy.uid"] == acme.Uid.ToString());

        await apps.ScaleAsync("acme-web", "shop", 2, context, Stop);
        await apps.RedeployAsync(app.Spec with { Environment = new Dictionary<string, string> { ["A"] = "1" } }, context, Stop);
        using (TenantContext.System("test", "suspend and resume").Enter())
        {
            await tenants.SuspendTenantAsync(acme, "not paid", Stop);
            await UntilAsync(async () => (await ContainersAsync(platform)).Count == 0);
            await tenants.ResumeTenantAsync(acme, Stop);
            await UntilAsync(async () => (await ContainersAsync(platform)).Count(c => c.State == "running") == 2);
            await tenants.DeleteTenantAsync(acme, cancellationToken: Stop);
        }

        (await daemon.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform)]) }, Stop)).Should().BeEmpty();
        (await daemon.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform)]) }, Stop)).Should().BeEmpty();
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Stopped_app_that_is_redeployed_without_its_port_holds_no_service_and_starts_without_it()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform(), o => o.StopGrace = TimeSpan.FromSeconds(10));
        using IHost host = await StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        IQuotaManager quotas = host.Services.GetRequiredService<IQuotaManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant gamma = await CreateAsync(tenants, "gamma", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", gamma, Stop);
        AppSpec shop = new()
        {
            Name = "shop",
            Namespace = "gamma-web",
            Image = DockerDaemon.Image,
            Command = ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"],
            Ports = [new AppPort(80, exposure: PortExposure.Host)],
        };
        AppSpec other = shop with { Name = "other", Command = ["sleep", "600"] };
        await apps.DeployAsync(shop, context, Stop);
        await apps.WaitUntilReadyAsync("gamma-web", "shop", context, Stop);
        await apps.StopAsync("gamma-web", "shop", context, Stop);

        App stopped = await apps.RedeployAsync(shop with { Ports = [] }, context, Stop);

        stopped.State.Should().Be(AppState.Stopped);
        (await HeldAsync()).Should().Be((1, 1), "its process has the port, and has not ended");
        await new Func<Task>(async () => await apps.DeployAsync(other, context, Stop)).Should().ThrowAsync<QuotaExceededException>();
        await UntilAsync(async () => await HeldAsync() == (0, 0));
        (await ContainersAsync(platform)).Should().BeEmpty();
        await apps.DeployAsync(other, context, Stop);
        await apps.StartAsync("gamma-web", "shop", context, Stop);
        App started = await apps.WaitUntilReadyAsync("gamma-web", "shop", context, Stop);
        (await HeldAsync()).Should().Be((2, 1), "the service is the other's");
        (await daemon.Client.Containers.InspectContainerAsync(started.Replicas.Should().ContainSingle().Subject.Id, Stop)).HostConfig!.PortBindings.Should().BeNullOrEmpty();
        await host.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);

        async Task<(long Containers, long Services)> HeldAsync()
        {
            using TenantScope scope = TenantContext.System("test", "look").Enter();
            IReadOnlyList<Allocation> held = await quotas.ListAllocationsAsync(gamma, cancellationToken: Stop);
            return (held.Sum(a => a.Amounts.Containers), held.Sum(a => a.Amounts.Services));
        }
    }

    [Fact]
    public async Task A_redeploy_that_never_gets_ready_ends_with_what_ran_before()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform());
        using IHost host = await StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant beta = await CreateAsync(tenants, "beta", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", beta, Stop);
        AppSpec shop = new() { Name = "shop", Namespace = "beta-web", Image = DockerDaemon.Image, Command = ["sleep", "600"], Replicas = 2 };
        await apps.DeployAsync(shop, context, Stop);
        await UntilAsync(async () => (await apps.FindAppAsync("beta-web", "shop", context, Stop))!.State == AppState.Ready);
        string[] before = [.. (await ContainersAsync(platform)).Select(c => c.ID)];

        Func<Task> bad = async () => await apps.RedeployAsync(
            shop with { Readiness = new AppReadiness { Command = ["false"], Deadline = TimeSpan.FromSeconds(3) } }, context, Stop);

        (await bad.Should().ThrowAsync<AppDeploymentException>()).Which.Should().BeEquivalentTo(new { Step = AppStep.Readiness, IsUndone = true });
        await UntilAsync(async () => (await ContainersAsync(platform)).Count == 2);
        (await ContainersAsync(platform)).Select(c => c.ID).Should().BeEquivalentTo(before);
        await host.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);
    }

    internal static async Task<IHost> StartAsync(DockerOptions platform, Action<WorkloadOptions>? workloads = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddHivemindTenancy().AddWorkloads(workloads).UseDocker(platform.CopyTo);
        IHost host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }

    internal static async Task<Tenant> CreateAsync(ITenantManager tenants, string id, IsolationLevel level)
    {
        using (TenantContext.System("test", "seed").Enter())
        {
            return await tenants.CreateTenantAsync(
                new TenantSpec
                {
                    Id = TenantId.Parse(id),
                    Name = id,
                    OwnerId = "alice",
                    Namespaces = [$"{id}-web"],
                    IsolationLevel = level,
                    ResourceQuotas = ResourceQuotas.Unlimited with { Containers = 3, Services = 1 },
                },
                Stop);
        }
    }

    private async Task<IReadOnlyList<ContainerListResponse>> ContainersAsync(DockerOptions platform) => [.. await daemon.Client.Containers.ListContainersAsync(
        new ContainersListParameters { All = true, Filters = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform), Labels.Is(Labels.Kind, Labels.Replica)]) }, Stop)];

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (int i = 0; i < 300; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(100, Stop);
        }

        throw new TimeoutException("It did not become so.");
    }
}
