using Hivemind.Tenancy;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers tenancy.</summary>
public static class HivemindTenancyServiceCollectionExtensions
{
    /// <summary>
    /// Adds tenancy with the in-memory store and RBAC. Calling it again is harmless: services are added once, and every
    /// <paramref name="configure"/> is applied. A <see cref="TimeProvider"/> of the host is used: the in-memory store asks it for the
    /// time once and then for what has passed (<see cref="TimeProvider.GetTimestamp"/>), so one that overrides only
    /// <see cref="TimeProvider.GetUtcNow"/> does not move it. Options are validated when the host starts.
    /// All services are singletons; inject <see cref="ITenantManager"/>, <see cref="IQuotaManager"/>, <see cref="IAccessManager"/>, <see cref="IUsageMeter"/>,
    /// <see cref="IConsumptionManager"/>, <see cref="IPlanManager"/>, <see cref="ITenantContextAccessor"/> and <see cref="TenantContextPropagator"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>A builder for adapters, event handlers and provisioners.</returns>
    public static HivemindTenancyBuilder AddHivemindTenancy(
        this IServiceCollection services, Action<HivemindTenancyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<HivemindTenancyOptions> options = services.AddOptions<HivemindTenancyOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HivemindTenancyOptions>, HivemindTenancyOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TenancyClock>();
        services.TryAddSingleton<DeclaredResources>();
        services.TryAddSingleton<TenancyLogger>();
        services.TryAddSingleton<TenancyMetrics>();
        services.TryAddSingleton<HostCode>();
        services.AddOptions<StartUp>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StartUp>, StartUp.Validator>());
        services.TryAddSingleton<EventDispatcher>();
        services.TryAddSingleton<AccessEvaluator>();
        services.TryAddSingleton<AllocationClaims>();
        services.TryAddSingleton<CallerGuard>();
        services.TryAddSingleton<TenantPlans>();
        services.TryAddSingleton<TenantWriter>();
        services.TryAddSingleton<PlanMover>();
        services.TryAddSingleton<ProvisionerRunner>();
        services.TryAddSingleton<TenantLifecycle>();
        services.TryAddSingleton<IFirstCallGate, DefaultTenant>();
        services.TryAddSingleton<ITenantStore, InMemoryTenantStore>();
        services.TryAddSingleton<IConsumptionStore>(provider => provider.GetRequiredService<ITenantStore>() as IConsumptionStore
            ?? throw new NotSupportedException($"This host's {nameof(ITenantStore)} keeps no consumption: it is no {nameof(IConsumptionStore)}."));
        services.TryAddSingleton<IPlanStore>(provider => provider.GetRequiredService<ITenantStore>() as IPlanStore
            ?? throw new NotSupportedException($"This host's {nameof(ITenantStore)} keeps no plans: it is no {nameof(IPlanStore)}."));
        services.TryAddSingleton<IRbacProvider>(provider => new InMemoryRbacProvider(
            provider.GetRequiredService<ITenantStore>() as IBindingsHost,
            new SteadyClock(provider.GetRequiredService<TimeProvider>(), provider.GetService<StoreClock>())));
        services.TryAddSingleton<ITenantManager, TenantManager>();
        services.TryAddSingleton<IAccessManager, AccessManager>();
        services.TryAddSingleton<IQuotaManager, QuotaManager>();
        services.TryAddSingleton<IUsageMeter, UsageMeter>();
        services.TryAddSingleton<IConsumptionManager, ConsumptionManager>();
        services.TryAddSingleton<IPlanManager, PlanManager>();
        services.TryAddSingleton<ITenancyEventFeed, TenancyEventFeed>();
        services.TryAddSingleton<ITenantContextAccessor, TenantContextAccessor>();
        services.TryAddSingleton<TenantContextPropagator>();
        return new HivemindTenancyBuilder(services);
    }
}
