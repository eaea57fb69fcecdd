using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>What runs, whatever pages say, and what others do to it.</summary>
internal static class RunningApps
{
    public static AppSpec Shop { get; } = new()
    {
        Name = "shop",
        Namespace = "web",
        Image = "nginx:1.27",
        PerReplica = new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 256L << 20 },
    };

    public static InMemoryWorkloadEngine Engine(this DashboardHost host) => host.App.Services.GetRequiredService<InMemoryWorkloadEngine>();

    /// <summary>A tenant with the namespaces <c>web</c> and <c>batch</c>.</summary>
    public static Task<Tenant> AddAcmeAsync(this DashboardHost host, Func<TenantSpec, TenantSpec>? change = null) =>
        host.AddTenantAsync("acme", change: s => (change ?? (c => c))(s with { Namespaces = ["web", "batch"] }));

    public static async Task<App> RunAsync(this DashboardHost host, Tenant tenant, AppSpec spec)
    {
        using TenantScope scope = TenantContext.System("test", "deploys").Enter();
        return await host.Apps.DeployAsync(tenant, spec, TestContext.Current.CancellationToken);
    }

    public static async Task<App?> FindAsync(this DashboardHost host, Tenant tenant, string name = "shop", string namespaceName = "web")
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return await host.Apps.FindAppAsync(tenant, namespaceName, name, TestContext.Current.CancellationToken);
    }

    public static async Task ScaleAsync(this DashboardHost host, Tenant tenant, int replicas)
    {
        using TenantScope scope = TenantContext.System("test", "scales").Enter();
        await host.Apps.ScaleAsync(tenant, "web", "shop", replicas, cancellationToken: TestContext.Current.CancellationToken);
    }

    public static async Task StopAsync(this DashboardHost host, Tenant tenant, bool isStopped = true)
    {
        using TenantScope scope = TenantContext.System("test", "stops").Enter();
        if (isStopped)
        {
            await host.Apps.StopAsync(tenant, "web", "shop", cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    public static async Task RemoveAsync(this DashboardHost host, Tenant tenant)
    {
        using TenantScope scope = TenantContext.System("test", "removes").Enter();
        await host.Apps.RemoveAsync(tenant, "web", "shop", cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Looks at a page until it says something.</summary>
    public static async Task<SentPage> OpenUntilAsync(this Person person, string path, string text)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(HangLimit.Duration);
        while (true)
        {
            SentPage page = await person.OpenAsync(path);
            if (page.Text.Contains(text, StringComparison.Ordinal))
            {
                return page;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
