using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>Harnesses over the reference store in memory.</summary>
internal static class Memory
{
    public static ValueTask<TenantStoreHarness> CreateStoreAsync(CancellationToken cancellationToken) => new(CreateStore(store => store));

    /// <summary>A harness over the store with something before it.</summary>
    public static TenantStoreHarness CreateStore(Func<ITenantStore, ITenantStore> wrap)
    {
        ServiceProvider services = Services();
        return new TenantStoreHarness(wrap(services.GetRequiredService<ITenantStore>())) { Cleanup = services.DisposeAsync };
    }

    public static ServiceProvider Services()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy();
        return services.BuildServiceProvider();
    }
}
