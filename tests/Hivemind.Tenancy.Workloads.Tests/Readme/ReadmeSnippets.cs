using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Workloads.Tests.Readme;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task First_lines()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy.Workloads/README.md
        services.AddHivemindTenancy().AddWorkloads();

        // END
        await using ServiceProvider host = services.BuildServiceProvider();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IAppManager apps = host.GetRequiredService<IAppManager>();
        TenantId acme = TenantId.Parse("acme");
        using (TenantContext.System("setup", "seeds").Enter())
        {
            await tenants.CreateTenantAsync(new TenantSpec { Id = acme, Name = "Acme", OwnerId = "alice", Namespaces = ["web"] });
        }

        // src/Hivemind.Tenancy.Workloads/README.md
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme); // the verified door
        App app = await apps.DeployAsync(
            new AppSpec
            {
                Name = "shop",
                Namespace = "web",
                Image = "nginx:1.27",
                Replicas = 2,
                PerReplica = new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 256L << 20 },
                Ports = [new AppPort(80)],
            },
            context);
        app = await apps.WaitUntilReadyAsync("web", "shop", context); // deployed is recorded and held: it is about to run
        Console.WriteLine($"{app.Key} is {app.State}"); // web/shop of acme is Ready

        await apps.ScaleAsync("web", "shop", 3, context);
        await apps.RedeployAsync(app.Spec with { Image = "nginx:1.28", Replicas = 3 }, context);
        await apps.StopAsync("web", "shop", context);
        await apps.StartAsync("web", "shop", context);
        await apps.RemoveAsync("web", "shop", context);

        // END
        app.State.Should().Be(AppState.Ready);
        app.Key.ToString().Should().Be("web/shop of acme");
    }

    [Fact]
    public async Task Jobs()
    {
        await using Platform platform = await Platform.CreateAsync();
        IAppManager apps = platform.Apps;
        TenantContext context = await platform.Host.Tenants.GetTenantContextAsync(TestTenants.Owner, platform.Acme);

        // src/Hivemind.Tenancy.Workloads/README.md
        await apps.DeployAsync(
            new AppSpec { Name = "report", Namespace = "web", Image = "report:1", Job = new AppJob { Deadline = TimeSpan.FromMinutes(10), Retries = 2 } },
            context);
        App job = await apps.WaitUntilReadyAsync("web", "report", context); // a job that runs is Ready
        while (job.State is AppState.Pending or AppState.Ready)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            job = await apps.FindAppAsync("web", "report", context) ?? throw new InvalidOperationException("Somebody has removed it.");
        }

        Console.WriteLine($"{job.State} with {job.Replicas[^1].ExitCode}"); // Succeeded with 0
        await foreach (AppLogLine line in await apps.ReadLogsAsync("web", "report", new AppLogQuery { Tail = 1000, Follow = true }, context))
        {
            Console.WriteLine(line.Text); // it has ended, and so does what follows it
        }

        await apps.RemoveAsync("web", "report", context);

        // END
        job.State.Should().Be(AppState.Succeeded);
    }

    [Fact]
    public async Task Volumes()
    {
        await using Platform platform = await Platform.CreateAsync();
        IAppManager apps = platform.Apps;
        TenantContext context = await platform.Host.Tenants.GetTenantContextAsync(TestTenants.Owner, platform.Acme);
        platform.Engine.AddSharedVolume(new Volume("fonts"));

        // src/Hivemind.Tenancy.Workloads/README.md
        await apps.CreateVolumeAsync("web", "uploads", 10L << 30, context); // it outlives apps, and holds 10 GiB
        await apps.DeployAsync(
            new AppSpec
            {
                Name = "files",
                Namespace = "web",
                Image = "files:1",
                Volumes =
                [
                    VolumeMount.Own("cache", "/cache", 1L << 30), // made and removed with the app
                    VolumeMount.Existing("uploads", "/uploads"),
                    VolumeMount.Shared("fonts", "/fonts"), // the host's, to be read
                ],
            },
            context);
        await foreach (AppLogLine line in await apps.ReadLogsAsync("web", "files", context)) // the last 100 lines
        {
            Console.WriteLine($"{line.At:T} {line.Text}");
        }

        // END
        (await platform.OnEngineAsync("files")).Should().NotBeNull();
    }

    [Fact]
    public async Task Faults()
    {
        AppSpec shop = Platform.Shop();

        // src/Hivemind.Tenancy.Workloads/README.md
        await using TenancyTestHost host = new(configure: tenancy => tenancy.AddWorkloads());
        Tenant acme = await host.CreateTenantAsync("acme", spec => spec with { Namespaces = ["web"] });
        InMemoryWorkloadEngine engine = host.Services.GetRequiredService<InMemoryWorkloadEngine>();
        engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));

        Func<Task> deploy = async () => await host.Services.GetRequiredService<IAppManager>().DeployAsync(acme, shop);

        await deploy.Should().ThrowAsync<AppDeploymentException>(); // and nothing runs, and nothing is held
        // END
    }
}
