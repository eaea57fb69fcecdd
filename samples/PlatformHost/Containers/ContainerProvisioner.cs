using Hivemind.Tenancy;

namespace PlatformHost;

/// <summary>Stops what a tenant runs when it is suspended or deleted. Both may run again after a failure, so both repeat harmlessly.</summary>
/// <param name="engine">What runs.</param>
/// <param name="quotas">Gives back what was held for it.</param>
internal sealed class ContainerProvisioner(ContainerEngine engine, IQuotaManager quotas) : ITenantProvisioner
{
    public async ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        foreach (string id in engine.StopAll(tenant))
        {
            await quotas.ReleaseAsync(tenant, id, cancellationToken: cancellationToken);
        }
    }

    /// <summary>What the tenant holds goes with it.</summary>
    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        engine.StopAll(tenant);
        return ValueTask.CompletedTask;
    }

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
