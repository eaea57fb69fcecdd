using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Puts an <see cref="Interceptor{T}"/> before a registered service.</summary>
internal static class Intercept
{
    public static void Store(HivemindTenancyBuilder tenancy) => Put<ITenantStore>(tenancy);

    public static void Rbac(HivemindTenancyBuilder tenancy) => Put<IRbacProvider, IRbacAdministrator>(tenancy);

    public static Interceptor<ITenantStore> Store(ApiTestHost host) => (Interceptor<ITenantStore>)host.Services.GetRequiredService<ITenantStore>();

    public static Interceptor<IRbacAdministrator> Rbac(ApiTestHost host) => (Interceptor<IRbacAdministrator>)host.Services.GetRequiredService<IRbacProvider>();

    private static void Put<T>(HivemindTenancyBuilder tenancy)
        where T : class =>
        Put<T, T>(tenancy);

    private static void Put<TService, TProxied>(HivemindTenancyBuilder tenancy)
        where TService : class
        where TProxied : class, TService
    {
        ServiceDescriptor former = tenancy.Services.Last(s => s.ServiceType == typeof(TService));
        tenancy.Services.AddSingleton<TService>(services =>
        {
            TProxied proxy = DispatchProxy.Create<TProxied, Interceptor<TProxied>>();
            ((Interceptor<TProxied>)(object)proxy).Target = (TProxied)(former.ImplementationFactory?.Invoke(services)
                ?? ActivatorUtilities.CreateInstance(services, former.ImplementationType!));
            return proxy;
        });
    }
}
