using Hivemind.Tenancy;
using Hivemind.Tenancy.Docker;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Runs apps on Docker.</summary>
public static class DockerTenancyBuilderExtensions
{
    /// <summary>
    /// Runs apps on Docker engines; adds what <c>AddWorkloads()</c> does, where that is not called. A hosted service tries at the start what the nodes keep apart, and brings
    /// about what is wanted from then on; without hosted services the first verb begins, and <see cref="DockerWorkloadEngine.TryNodesAsync"/>
    /// is called by you. An <see cref="ISecretResolver"/> and <see cref="IRegistryCredentials"/> of the host are used. Calling it again is
    /// harmless, and every <paramref name="configure"/> is applied.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="configure">Names nodes and images.</param>
    public static HivemindTenancyBuilder UseDocker(this HivemindTenancyBuilder builder, Action<DockerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        IServiceCollection services = builder.AddWorkloads().Services;
        services.AddOptions<DockerOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>());
        services.TryAddSingleton<DockerWorkloadEngine>();
        services.Replace(ServiceDescriptor.Singleton<IWorkloadEngine>(static provider => provider.GetRequiredService<DockerWorkloadEngine>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DockerService>());
        return builder;
    }
}
