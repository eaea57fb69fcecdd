using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;
using Hivemind.Tenancy.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a database's package calls to put its store behind the cache.</summary>
public static class TenancyCacheBuilderExtensions
{
    /// <summary>
    /// Keeps tenants, allocations and access in a database, read through this host's cache. For authors of database packages.
    /// The last call wins. <see cref="ITenantStore"/> and <see cref="IRbacProvider"/> become the cache before the two types,
    /// which are added as singletons unless they are there already; <see cref="TenancyCacheInvalidator"/> is added for
    /// the listener that receives other hosts' changes. <see cref="TenancyDatabaseOptions.CacheDuration"/> says how old an answer may be.
    /// </summary>
    public static HivemindTenancyBuilder UseCached<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRbac>(this HivemindTenancyBuilder builder)
        where TStore : class, ITenantStore
        where TRbac : class, IRbacAdministrator
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.TryAddSingleton<TStore>();
        services.TryAddSingleton<TRbac>();
        services.TryAddSingleton<TenancyCaches>();
        services.TryAddSingleton(provider => new TenancyCacheInvalidator(provider.GetRequiredService<TenancyCaches>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITenancyCache, TenancyCacheInvalidator>(
            provider => provider.GetRequiredService<TenancyCacheInvalidator>()));
        services.Replace(ServiceDescriptor.Singleton<ITenantStore>(provider =>
            new CachingTenantStore(provider.GetRequiredService<TStore>(), provider.GetRequiredService<TenancyCaches>())));
        services.Replace(ServiceDescriptor.Singleton<IRbacProvider>(provider =>
            new CachingRbacProvider(provider.GetRequiredService<TRbac>(), provider.GetRequiredService<TenancyCaches>())));
        return builder;
    }
}
