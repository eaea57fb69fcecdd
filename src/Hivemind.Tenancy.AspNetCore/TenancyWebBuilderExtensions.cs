using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tenancy for web hosts.</summary>
public static class TenancyWebBuilderExtensions
{
    /// <summary>
    /// Adds what web hosts need: <c>app.UseHivemindTenancy()</c>, <c>RequireTenant</c> and <c>RequireTenantPermission</c>, hubs in their
    /// caller's context, and <c>app.MapTenantApi()</c>. Calling it again is harmless: services are added once, and every
    /// <paramref name="configure"/> is applied.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="configure">Sets options: where a request says for which tenant it is.</param>
    public static Hivemind.Tenancy.HivemindTenancyBuilder AddAspNetCore(
        this Hivemind.Tenancy.HivemindTenancyBuilder builder, Action<TenancyWebOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<TenancyWebOptions> options = services.AddOptions<TenancyWebOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddAuthorization();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TenancyWebOptions>, TenancyWebOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, TenantAuthorizationHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, TenantPathBase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, TenantNeedGuard>());
        services.TryAddSingleton<EndpointSignIn>();
        services.TryAddSingleton<TenancyPipeline>();
        if (services.Any(s => s.ServiceType == typeof(TenantHubFilter)))
        {
            return builder;
        }

        TenantApiJson.AddTo(services);
        services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<TenancyPipeline>());
        services.AddSingleton<LiveDoor>();
        services.AddSingleton<LiveRegistry>();
        services.AddSingleton<LiveWatch>();
        services.AddSingleton<UsageSampler>();
        services.AddSingleton(static provider => new AppSampler(
            provider.GetRequiredService<IWorkloadEngine>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AppSampler>>()));
        services.AddSingleton<ITenantEventStream, TenantEventStream>();
        services.AddSingleton<ITenantUsageFeed, TenantUsageFeed>();
        services.AddSingleton<ITenantAppFeed, TenantAppFeed>();
        services.AddSingleton<TenantHubFilter>();
        services.Configure<HubOptions>(hub => hub.AddFilter<TenantHubFilter>());
        AddCaching(services);
        return builder;
    }

    private static void AddCaching(IServiceCollection services)
    {
        services.AddSingleton<TenantCacheGenerations>();
        services.AddSingleton<TenantKeyPolicy>();
        services.AddHostedService<TenantCacheEviction>();

        // Before every other: what it finds is what the host's own policies have not touched yet.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<OutputCacheOptions>>(
            provider => new ConfigureOptions<OutputCacheOptions>(cache => cache.AddBasePolicy(provider.GetRequiredService<TenantKeyPolicy>()))));
    }
}
