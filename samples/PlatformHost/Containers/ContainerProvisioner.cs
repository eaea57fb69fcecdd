using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace PlatformHost;

/// <summary>Stops what a tenant runs when it is suspended or deleted. Both may run again after a failure, so both repeat harmlessly.</summary>
/// <param name="engine">What runs.</param>
/// <param name="services">Asked for the quotas when they are needed: tenants, which the quotas need, need this provisioner first.</param>
internal sealed class ContainerProvisioner(ContainerEngine engine, IServiceProvider services) : ITenantProvisioner
{
    public async Task SuspendAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        IQuotaManager quotas = services.GetRequiredService<IQuotaManager>();
        foreach (string id in engine.StopAll(tenant))
        {
            await quotas.ReleaseAsync(tenant, id, cancellationToken: cancellationToken);
        }
    }

    /// <summary>What the tenant holds goes with it.</summary>
    public Task DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        engine.StopAll(tenant);
        return Task.CompletedTask;
    }
}
