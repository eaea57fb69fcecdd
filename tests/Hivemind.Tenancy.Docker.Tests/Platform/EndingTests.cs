using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Processes that do not care that they are to end: what they hold is theirs until they have.</summary>
public sealed class EndingTests(DockerDaemon daemon)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_ignore_being_stopped_take_their_place_until_they_have_ended()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform(), o => o.StopGrace = TimeSpan.FromSeconds(4));
        using IHost host = await PlatformTests.StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        IQuotaManager quotas = host.Services.GetRequiredService<IQuotaManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant acme = await PlatformTests.CreateAsync(tenants, "acme", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme, Stop);
        AppSpec one = new()
        {
            Name = "one",
            Namespace = "acme-web",
            Image = DockerDaemon.Image,
            Command = ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"],
            Replicas = 3,
        };
        AppSpec other = one with { Name = "other", Replicas = 1 };

        await DeployAsync(one);
        (await apps.StopAsync("acme-web", "one", context, Stop)).State.Should().Be(AppState.Stopped);
        await RefusedAsync();
        await apps.StartAsync("acme-web", "one", context, Stop);
        await PlatformTests.UntilAsync(async () => await MostAsync() && (await apps.FindAppAsync("acme-web", "one", context, Stop))!.State == AppState.Ready);
        await apps.ScaleAsync("acme-web", "one", 2, context, Stop);
        await RefusedAsync();
        await PlatformTests.UntilAsync(async () => await MostAsync() && await HeldAsync() == 2);
        Task<bool> removal = apps.RemoveAsync("acme-web", "one", context, Stop).AsTask();
        await PlatformTests.UntilAsync(async () => await apps.FindAppAsync("acme-web", "one", context, Stop) is null);
        await new Func<Task>(async () => await apps.DeployAsync(other with { Replicas = 2 }, context, Stop)).Should().ThrowAsync<QuotaExceededException>();
        (await HeldAsync()).Should().Be(2);
        (await removal).Should().BeTrue();
        await PlatformTests.UntilAsync(async () => await HeldAsync() == 0);
        (await CountAsync()).Should().Be(0);

        await host.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);

        async Task DeployAsync(AppSpec spec)
        {
            await apps.DeployAsync(spec, context, Stop);
            await PlatformTests.UntilAsync(async () => (await apps.FindAppAsync("acme-web", spec.Name, context, Stop))!.State == AppState.Ready);
        }

        async Task RefusedAsync()
        {
            await new Func<Task>(async () => await apps.DeployAsync(other, context, Stop)).Should().ThrowAsync<QuotaExceededException>();
            await Task.Delay(1000, Stop); // a pass of the reconciliation
            await new Func<Task>(async () => await apps.DeployAsync(other, context, Stop)).Should().ThrowAsync<QuotaExceededException>();
        }

        async Task<bool> MostAsync()
        {
            (await CountAsync()).Should().BeLessThanOrEqualTo(3, "three are held");
            return true;
        }

        async Task<long> HeldAsync()
        {
            using TenantScope scope = TenantContext.System("test", "look").Enter();
            return (await quotas.ListAllocationsAsync(acme, cancellationToken: Stop)).Sum(a => a.Amounts.Containers);
        }

        async Task<int> CountAsync() => (await daemon.Client.Containers.ListContainersAsync(
            new ContainersListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform), Labels.Is(Labels.Kind, Labels.Replica)]) }, Stop)).Count(c => c.State == "running");
    }

    /// <summary>The deadline is one of getting ready: how long what ran before takes to end does not count.</summary>
    [Fact]
    public async Task Redeployment_succeeds_though_what_ran_before_takes_longer_to_end_than_the_next_may_take_to_get_ready()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform(), o => o.StopGrace = TimeSpan.FromSeconds(8));
        using IHost host = await PlatformTests.StartAsync(platform);
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        ITenantManager tenants = host.Services.GetRequiredService<ITenantManager>();
        Tenant acme = await PlatformTests.CreateAsync(tenants, "acme", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme, Stop);
        AppSpec shop = new()
        {
            Name = "shop",
            Namespace = "acme-web",
            Image = DockerDaemon.Image,
            Command = ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"],
            Replicas = 2,
            Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(3) },
        };
        await apps.DeployAsync(shop, context, Stop);
        await apps.WaitUntilReadyAsync("acme-web", "shop", context, Stop);

        App app = await apps.RedeployAsync(shop with { Environment = new Dictionary<string, string> { ["A"] = "1" } }, context, Stop);

        app.State.Should().Be(AppState.Ready);
        app.Replicas.Should().HaveCount(2).And.OnlyContain(r => r.IsCurrent);
        await host.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);
    }
}
