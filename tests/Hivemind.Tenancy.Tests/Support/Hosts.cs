using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Hosts that several tests need.</summary>
internal static class Hosts
{
    public static TenancyHost With(params ITenantProvisioner[] provisioners) => new(services: services => services.AddAll(provisioners));

    /// <summary>A host whose store (or RBAC) is another's with something in between.</summary>
    public static TenancyHost Behind(TenancyHost inner, Around? store = null, Around? rbac = null, Action<HivemindTenancyOptions>? options = null) =>
        new(options, services =>
        {
            services.AddSingleton(store is null ? inner.Store : Interceptor.Before(inner.Store, store));
            services.AddSingleton<IRbacProvider>(
                rbac is null ? inner.Rbac : Interceptor.Before((IRbacAdministrator)inner.Rbac, rbac));
        });

    public static void AddAll<T>(this IServiceCollection services, IEnumerable<T> instances)
        where T : class
    {
        foreach (T instance in instances)
        {
            services.AddSingleton(instance);
        }
    }
}
