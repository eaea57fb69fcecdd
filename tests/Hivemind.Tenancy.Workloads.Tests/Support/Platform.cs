using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hivemind.Tenancy.Workloads.Tests;

/// <summary>A host with apps over the engine in memory, and one tenant, acme, with a namespace web. The test itself may do everything.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private Platform(TenancyTestHost host) => Host = host;

    public TenancyTestHost Host { get; }

    public Tenant Acme { get; private set; } = null!;

    public InMemoryWorkloadEngine Engine => Host.Services.GetRequiredService<InMemoryWorkloadEngine>();

    public IAppManager Apps => Host.Services.GetRequiredService<IAppManager>();

    public AppReconciler Reconciler => Host.Services.GetRequiredService<AppReconciler>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes it.</summary>
    /// <param name="quotas">What acme may hold; unlimited unless given.</param>
    /// <param name="level">How acme is isolated.</param>
    /// <param name="around">What stands around the calls of the store.</param>
    /// <param name="configure">Adds services.</param>
    /// <param name="options">Sets options.</param>
    public static async Task<Platform> CreateAsync(
        ResourceQuotas? quotas = null,
        IsolationLevel? level = null,
        Around? around = null,
        Action<HivemindTenancyBuilder>? configure = null,
        Action<WorkloadOptions>? options = null)
    {
        Platform platform = new(new TenancyTestHost(configure: builder =>
        {
            builder.AddWorkloads(options);
            configure?.Invoke(builder);
            if (around is not null)
            {
                Type store = builder.Services.Single(s => s.ServiceType == typeof(ITenantStore)).ImplementationType!;
                builder.Services.Replace(ServiceDescriptor.Singleton(provider =>
                    Interceptor.Before((ITenantStore)ActivatorUtilities.CreateInstance(provider, store), around)));
            }
        }));
        platform.Acme = await platform.Host.CreateTenantAsync("acme", spec => spec with
        {
            Namespaces = ["web"],
            ResourceQuotas = quotas ?? ResourceQuotas.Unlimited,
            IsolationLevel = level ?? IsolationLevel.Soft,
        }, Cancellation);
        return platform;
    }

    /// <summary>An app of two replicas of half a core each, with a port.</summary>
    public static AppSpec Shop(int replicas = 2) => new()
    {
        Name = "shop",
        Namespace = "web",
        Image = "nginx:1.27",
        Replicas = replicas,
        PerReplica = new ResourceAmounts { CpuCores = 0.5m },
        Ports = [new AppPort(80)],
    };

    /// <summary>What so many replicas of the shop hold.</summary>
    public static ResourceAmounts Held(int replicas) => new() { CpuCores = 0.5m * replicas, Containers = replicas, Services = 1 };

    public ValueTask<App> DeployAsync(AppSpec? spec = null) => Apps.DeployAsync(Acme, spec ?? Shop(), Cancellation);

    public ValueTask<App?> FindAsync() => Apps.FindAppAsync(Acme, "web", "shop", Cancellation);

    public AppKey Key(string name = "shop", string namespaceName = "web", Tenant? tenant = null) => new(tenant ?? Acme, namespaceName, name);

    public ValueTask<EngineApp?> OnEngineAsync(string name = "shop") => Engine.FindAsync(Key(name), Cancellation);

    public async Task<ResourceAmounts?> HeldAsync(string id = "app/web/shop") => (await AllocationAsync(id))?.Amounts;

    public async Task<Allocation?> AllocationAsync(string id = "app/web/shop") =>
        (await Host.Quotas.ListAllocationsAsync(Acme, cancellationToken: Cancellation)).SingleOrDefault(a => a.Id == id);

    /// <summary>What acme holds is exactly what the engine has of it, all committed, and nothing grows.</summary>
    public async Task ShouldAgreeAsync(Tenant? tenant = null)
    {
        tenant ??= Acme;
        Dictionary<string, ResourceAmounts> wanted = [];
        foreach (string source in Engine.Sources)
        {
            EngineListing listing = await Engine.ListAsync(source, tenant, Cancellation);
            foreach (EngineApp app in listing.Apps.Concat(listing.Ending).Where(a => !a.Held.Equals(ResourceAmounts.None)))
            {
                wanted.Add(app.Desired.Key.AllocationId, app.Held);
            }

            foreach (AppVolume volume in listing.Volumes)
            {
                wanted.Add(volume.AllocationId, volume.Amounts);
            }
        }

        IReadOnlyList<Allocation> held = await Host.Quotas.ListAllocationsAsync(tenant, new AllocationQuery { Limit = 1000 }, Cancellation);
        held.ToDictionary(a => a.Id, a => a.Amounts).Should().BeEquivalentTo(wanted, o => o.ComparingByValue<ResourceAmounts>());
        held.Where(a => !a.IsCommitted || a.Growth is not null).Should().BeEmpty();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
