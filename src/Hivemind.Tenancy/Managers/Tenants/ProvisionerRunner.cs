namespace Hivemind.Tenancy;

/// <summary>Runs the host's provisioners one after the other, in the order of registration, or in reverse to stop and to take away.</summary>
internal sealed class ProvisionerRunner(HostCode code, TenancyLogger logger)
{
    /// <exception cref="TenantProvisioningException">One failed; those after it did not run.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask RunAsync(Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
        if (code.IsTooDeep)
        {
            InvalidOperationException cause = new($"Event handlers and provisioners of this host call each other more than {HostCode.MaxDepth} deep.");
            throw new TenantProvisioningException(tenant.Id, tenant.Status, cause.Message, cause);
        }

        bool reverse = step is ProvisioningStep.Suspend or ProvisioningStep.Deprovision;
        foreach (ITenantProvisioner provisioner in reverse ? code.Provisioners.Reverse() : code.Provisioners)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunAsync(provisioner, tenant, step, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RunAsync(ITenantProvisioner provisioner, Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
        try
        {
            code.Begin(TenantContext.Current?.Actor, $"{step.ToString().ToLowerInvariant()}s the tenant", tenant);
            await StepAsync(provisioner, tenant, step, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            string name = provisioner.GetType().Name;
            logger.Log.ProvisionerFailed(name, step.ToString(), tenant.Id, e);
            throw new TenantProvisioningException(tenant.Id, tenant.Status, $"{name} failed to {step.ToString().ToLowerInvariant()}: {e.Message}", e);
        }
    }

    private static ValueTask StepAsync(ITenantProvisioner provisioner, Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken) =>
        step switch
        {
            ProvisioningStep.Provision => provisioner.ProvisionAsync(tenant, cancellationToken),
            ProvisioningStep.Suspend => provisioner.SuspendAsync(tenant, cancellationToken),
            ProvisioningStep.Resume => provisioner.ResumeAsync(tenant, cancellationToken),
            ProvisioningStep.Deprovision => provisioner.DeprovisionAsync(tenant, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step."),
        };
}
