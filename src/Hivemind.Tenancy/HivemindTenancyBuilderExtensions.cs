using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a host adds to tenancy. Everything is registered as a singleton.</summary>
public static class HivemindTenancyBuilderExtensions
{
    /// <summary>
    /// Keeps tenants and allocations in another store. The last call wins. Roles, bindings and groups stay in memory, and their
    /// changes out of that store's log, until <see cref="UseRbac{TRbac}"/> names a provider that shares it.
    /// </summary>
    public static HivemindTenancyBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this HivemindTenancyBuilder builder)
        where TStore : class, ITenantStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ITenantStore, TStore>());
        return builder;
    }

    /// <summary>Asks another provider what users may do; it can be written to if it is an <see cref="IRbacAdministrator"/>. The last call wins.</summary>
    public static HivemindTenancyBuilder UseRbac<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRbac>(
        this HivemindTenancyBuilder builder)
        where TRbac : class, IRbacProvider
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IRbacProvider, TRbac>());
        return builder;
    }

    /// <summary>
    /// Adds a handler, which sees the events of all tenants. Adding the same type again is harmless. It is a singleton: for
    /// scoped services it takes an <see cref="IServiceScopeFactory"/>.
    /// </summary>
    public static HivemindTenancyBuilder AddEventHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this HivemindTenancyBuilder builder)
        where THandler : class, ITenancyEventHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITenancyEventHandler, THandler>());
        return builder;
    }

    /// <summary>
    /// Adds a provisioner; they run in the order they were added. Adding the same type again is harmless. It is a singleton:
    /// for scoped services it takes an <see cref="IServiceScopeFactory"/>.
    /// </summary>
    public static HivemindTenancyBuilder AddProvisioner<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvisioner>(
        this HivemindTenancyBuilder builder)
        where TProvisioner : class, ITenantProvisioner
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITenantProvisioner, TProvisioner>());
        return builder;
    }

    /// <summary>
    /// Keeps allocations for the package that makes this call, because something stands behind them that would not follow: every verb of
    /// <see cref="IQuotaManager"/> that names an id which begins so is for System contexts only. Users read them, and are refused with a
    /// <see cref="TenantAccessDeniedException"/> otherwise, whatever they hold. Calling it again is harmless.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="prefix">What the ids begin with, for instance <c>app/</c>: 1 to 256 characters, compared as they are.</param>
    /// <exception cref="ArgumentException">The prefix is malformed.</exception>
    public static HivemindTenancyBuilder ClaimAllocations(this HivemindTenancyBuilder builder, string prefix)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AllocationClaim claim = new(Requires.Line(prefix, "Prefix", TenancyLimits.AllocationIdLength));
        if (!builder.Services.Any(s => s.ServiceType == typeof(AllocationClaim) && claim.Equals(s.ImplementationInstance)))
        {
            builder.Services.AddSingleton(claim);
        }

        return builder;
    }
}
