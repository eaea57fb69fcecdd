using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>
/// Runs the host's provisioners one after the other, in the order of registration, or in reverse to stop and to take away.
/// They are resolved at the first run, not before, so that one may itself ask for a manager.
/// </summary>
internal sealed class ProvisionerRunner(IServiceProvider services, TenancyLogger logger)
{
    private ITenantProvisioner[]? _provisioners;

    /// <exception cref="TenantProvisioningException">One failed; those after it did not run.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask RunAsync(Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
        // What a constructor starts would keep the caller's context for ever. Undone when this method returns to its caller, as
        // everything an async method does to an AsyncLocal.
        TenantContext.Restore(null);
        bool reverse = step is ProvisioningStep.Suspend or ProvisioningStep.Deprovision;
        foreach (ITenantProvisioner provisioner in reverse ? Resolve(tenant).Reverse() : Resolve(tenant))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // Anew for each, because one may have entered a context and not left it.
                TenantContext.Restore(null);
                await RunAsync(provisioner, tenant, step, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                string name = provisioner.GetType().Name;
                logger.Log.ProvisionerFailed(name, step.ToString(), tenant.Id, e);
                throw new TenantProvisioningException(tenant.Id, tenant.Status, $"{name} failed to {step.ToString().ToLowerInvariant()}: {e.Message}", e);
            }
        }
    }

    private ITenantProvisioner[] Resolve(Tenant tenant)
    {
        try
        {
            return _provisioners ??= [.. services.GetServices<ITenantProvisioner>()];
        }
        catch (Exception e)
        {
            throw new TenantProvisioningException(tenant.Id, tenant.Status, $"its provisioners could not be made: {e.Message}", e);
        }
    }

    private static Task RunAsync(ITenantProvisioner provisioner, Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken) =>
        step switch
        {
            ProvisioningStep.Provision => provisioner.ProvisionAsync(tenant, cancellationToken),
            ProvisioningStep.Suspend => provisioner.SuspendAsync(tenant, cancellationToken),
            ProvisioningStep.Resume => provisioner.ResumeAsync(tenant, cancellationToken),
            ProvisioningStep.Deprovision => provisioner.DeprovisionAsync(tenant, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step."),
        };
}
