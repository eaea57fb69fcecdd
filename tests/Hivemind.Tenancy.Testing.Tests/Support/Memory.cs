using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>Harnesses over the reference store in memory.</summary>
internal static class Memory
{
    public static ValueTask<TenantStoreHarness> CreateStoreAsync(CancellationToken cancellationToken) => new(CreateStore(store => store));

    /// <summary>A harness over the store with something before it.</summary>
    public static TenantStoreHarness CreateStore(Func<ITenantStore, ITenantStore> wrap)
    {
        TestClock clock = new();
        ServiceProvider services = Services(clock: clock);
        return new TenantStoreHarness(wrap(services.GetRequiredService<ITenantStore>()), clock) { Cleanup = services.DisposeAsync };
    }

    public static ValueTask<RbacHarness> CreateRbacAsync(CancellationToken cancellationToken) => new(CreateRbac((rbac, _) => rbac));

    /// <summary>A harness over the provider with something before it.</summary>
    public static RbacHarness CreateRbac(Func<IRbacAdministrator, ITenantStore, IRbacAdministrator> wrap)
    {
        TestClock clock = new();
        ServiceProvider services = Services(clock: clock);
        ITenantStore store = services.GetRequiredService<ITenantStore>();
        return new RbacHarness(wrap((IRbacAdministrator)services.GetRequiredService<IRbacProvider>(), store))
        {
            Store = store,
            Clock = clock,
            Cleanup = services.DisposeAsync,
        };
    }

    /// <summary>A harness over the provider as it is when the host keeps its tenants in another store.</summary>
    public static ValueTask<RbacHarness> CreateRbacWithoutStoreAsync(CancellationToken cancellationToken)
    {
        TestClock clock = new();
        ServiceProvider services = Services(Interceptor.Before(Services().GetRequiredService<ITenantStore>(), (_, _, call) => call()), clock);
        return new(new RbacHarness((IRbacAdministrator)services.GetRequiredService<IRbacProvider>()) { Clock = clock, Cleanup = services.DisposeAsync });
    }

    public static ServiceProvider Services(ITenantStore? store = null, TestClock? clock = null)
    {
        ServiceCollection services = new();
        if (clock is not null)
        {
            services.AddSingleton(new StoreClock(clock));
        }

        if (store is not null)
        {
            services.AddSingleton(store);
        }

        services.AddTrustedTenancy();
        return services.BuildServiceProvider();
    }
}
