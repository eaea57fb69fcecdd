namespace Hivemind.Tenancy.Workloads;

/// <summary>What happens to apps when their tenant is suspended, resumed or deleted. Runs in a System context for the tenant, and repeats harmlessly.</summary>
internal sealed class AppProvisioner(IWorkloadEngine engine, AppSuspension suspension) : ITenantProvisioner
{
    /// <summary>Nothing: what a tenant needs is made with its first app.</summary>
    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Nothing runs, and everything is kept and held. An app that is committed later learns of it then.</summary>
    public async ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        foreach (EngineApp app in await ListAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            await suspension.SuspendAsync(app.Desired.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the tenant's level does not let run by now stays suspended.</summary>
    public async ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        foreach (EngineApp app in await ListAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            await suspension.ResumeAsync(tenant, app.Desired.Key, isReported: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Apps first, then networks and volumes. What the tenant held goes with its record.</summary>
    public async ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        foreach (EngineApp app in await ListAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            await engine.RemoveAsync(app.Desired.Key, expected: null, cancellationToken).ConfigureAwait(false);
        }

        await engine.RemoveTenantAsync(tenant, keepVolumes: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All sources, before anything is done: one that does not answer fails the step.</summary>
    private async ValueTask<IReadOnlyList<EngineApp>> ListAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        List<EngineApp> apps = [];
        foreach (string source in engine.Sources)
        {
            apps.AddRange((await engine.ListAsync(source, tenant, cancellationToken).ConfigureAwait(false)).Apps);
        }

        return apps;
    }
}
