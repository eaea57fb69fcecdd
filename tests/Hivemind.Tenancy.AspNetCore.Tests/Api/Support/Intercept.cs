using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Puts a <see cref="BeforeCall{T}"/> before a registered service.</summary>
internal static class Intercept
{
    public static void Store(HivemindTenancyBuilder tenancy) => Put<ITenantStore>(tenancy);

    public static void Rbac(HivemindTenancyBuilder tenancy) => Put<IRbacProvider, IRbacAdministrator>(tenancy);

    public static BeforeCall<ITenantStore> Store(ApiTestHost host) => host.Services.GetRequiredService<BeforeCall<ITenantStore>>();

    public static BeforeCall<IRbacAdministrator> Rbac(ApiTestHost host) => host.Services.GetRequiredService<BeforeCall<IRbacAdministrator>>();

    private static void Put<T>(HivemindTenancyBuilder tenancy)
        where T : class =>
        Put<T, T>(tenancy);

    private static void Put<TService, TProxied>(HivemindTenancyBuilder tenancy)
        where TService : class
        where TProxied : class, TService
    {
        ServiceDescriptor former = tenancy.Services.Last(s => s.ServiceType == typeof(TService));
        BeforeCall<TProxied> hook = new();
        tenancy.Services.AddSingleton(hook);
        tenancy.Services.AddSingleton<TService>(services =>
        {
            TProxied inner = (TProxied)(former.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, former.ImplementationType!));
            return Interceptor.Before(inner, (method, _, call) =>
            {
                hook.Before?.Invoke(method.Name);
                return call();
            });
        });
    }
}
