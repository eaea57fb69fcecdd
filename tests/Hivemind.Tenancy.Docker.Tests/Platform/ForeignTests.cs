using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>A host whose store does not know the apps of an engine: it is empty, or another platform's.</summary>
public sealed class ForeignTests(DockerDaemon daemon)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apps_of_tenants_that_a_store_has_never_known_run_on_and_go_only_where_the_host_says_so()
    {
        DockerOptions platform = Engines.Options(daemon.Endpoint, Engines.NewPlatform());
        using IHost ours = await PlatformTests.StartAsync(platform);
        IAppManager apps = ours.Services.GetRequiredService<IAppManager>();
        ITenantManager tenants = ours.Services.GetRequiredService<ITenantManager>();
        Tenant acme = await PlatformTests.CreateAsync(tenants, "acme", IsolationLevel.Soft);
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme, Stop);
        await apps.DeployAsync(new AppSpec { Name = "shop", Namespace = "acme-web", Image = DockerDaemon.Image, Command = ["sleep", "600"], Replicas = 2 }, context, Stop);
        App app = await apps.WaitUntilReadyAsync("acme-web", "shop", context, Stop);
        await apps.CreateVolumeAsync("acme-web", "data", 1, context, Stop);
        IReadOnlyList<string> before = await EverythingAsync(platform);

        // Of its own tenant of that id the other store knows that it is not the one that runs here.
        using (IHost theirs = await PlatformTests.StartAsync(platform))
        {
            Tenant other = await PlatformTests.CreateAsync(theirs.Services.GetRequiredService<ITenantManager>(), "acme", IsolationLevel.Soft);
            IAppReconciler reconciler = theirs.Services.GetRequiredService<IAppReconciler>();
            (await reconciler.ReconcileAsync(Stop)).Should().BeTrue();
            (await reconciler.ReconcileAsync(Stop)).Should().BeTrue();
            reconciler.Unknown.Should().Equal(app.Key);
            using (TenantContext.System("test", "look").Enter())
            {
                (await theirs.Services.GetRequiredService<IAppManager>().ListAppsAsync(other, cancellationToken: Stop)).Should().BeEmpty();
                (await theirs.Services.GetRequiredService<IQuotaManager>().ListAllocationsAsync(other, cancellationToken: Stop)).Should().BeEmpty();
            }

            await theirs.StopAsync(Stop);
        }

        (await EverythingAsync(platform)).Should().BeEquivalentTo(before);
        (await apps.FindAppAsync("acme-web", "shop", context, Stop))!.Should().BeEquivalentTo(new { State = AppState.Ready, app.Generation });
        await ours.StopAsync(Stop);
        using IHost clearing = await PlatformTests.StartAsync(platform, o => o.RemovesUnknown = true);
        await PlatformTests.UntilAsync(async () => await clearing.Services.GetRequiredService<IAppReconciler>().ReconcileAsync(Stop) && (await EverythingAsync(platform)).Count == 2);
        (await EverythingAsync(platform)).Should().OnlyContain(what => what.StartsWith("volume", StringComparison.Ordinal), "volumes stay, with their records");
        await clearing.StopAsync(Stop);
        await daemon.CleanAsync(platform.Platform);
    }

    /// <summary>Every container and volume of the platform, by kind and id.</summary>
    private async Task<IReadOnlyList<string>> EverythingAsync(DockerOptions platform)
    {
        Dictionary<string, IDictionary<string, bool>> ours = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform)]);
        return [
            .. (await daemon.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = ours }, Stop)).Select(c => $"{Labels.Of(c, Labels.Kind)} {c.ID} {c.State}"),
            .. ((await daemon.Client.Volumes.ListAsync(new VolumesListParameters { Filters = ours }, Stop)).Volumes ?? []).Select(v => $"volume {v.Name}"),
        ];
    }
}
