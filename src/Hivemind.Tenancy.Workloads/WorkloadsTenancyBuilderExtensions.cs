using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds apps to tenancy.</summary>
public static class WorkloadsTenancyBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="IAppManager"/> over the engine in memory, a provisioner that suspends, resumes and deletes apps with their tenant, and a
    /// hosted service that reconciles. Allocations <c>app/...</c> and <c>volume/...</c> are no user's to change from then on. Calling it again is harmless, and every <paramref name="configure"/> is applied. Everything is a
    /// singleton. An <see cref="ISecretResolver"/> of the host is used.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="configure">Sets options.</param>
    public static HivemindTenancyBuilder AddWorkloads(this HivemindTenancyBuilder builder, Action<WorkloadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<WorkloadOptions> options = services.AddOptions<WorkloadOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(provider => new WorkloadsLogger(provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(provider => new InMemoryWorkloadEngine(
            provider.GetRequiredService<TimeProvider>(), provider.GetService<ISecretResolver>()));
        services.TryAddSingleton<IWorkloadEngine>(static provider => provider.GetRequiredService<InMemoryWorkloadEngine>());
        services.TryAddSingleton<Holdings>();
        services.TryAddSingleton<AppReporter>();
        services.TryAddSingleton<AppEnds>();
        services.TryAddSingleton<AppGuard>();
        services.TryAddSingleton<AppPlanner>();
        services.TryAddSingleton<AppSuspension>();
        services.TryAddSingleton<AppChangeRunner>();
        services.TryAddSingleton<IAppManager, AppManager>();
        services.TryAddSingleton<TenantReconciliation>();
        services.TryAddSingleton<AppReconciler>();
        services.TryAddSingleton<IAppReconciler>(provider => provider.GetRequiredService<AppReconciler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AppReconciliationService>());
        return builder.ClaimAllocations(AppKey.AllocationPrefix).ClaimAllocations(AppVolume.AllocationPrefix).AddProvisioner<AppProvisioner>();
    }

    /// <summary>Runs apps on another engine. The last call wins.</summary>
    public static HivemindTenancyBuilder UseWorkloadEngine<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TEngine>(
        this HivemindTenancyBuilder builder)
        where TEngine : class, IWorkloadEngine
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IWorkloadEngine, TEngine>());
        return builder;
    }
}
