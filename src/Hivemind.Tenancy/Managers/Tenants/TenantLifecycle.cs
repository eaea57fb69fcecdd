using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>
/// The status machine with its provisioners. Each step is written by compare-and-set, so two hosts that take it at once come to
/// one result; provisioners run between the writes, outside locks. It asks for no permission: its managers have.
/// </summary>
internal sealed partial class TenantLifecycle(
    ITenantStore store, IRbacProvider rbac, TenantPlans plans, TenantWriter writer, ProvisionerRunner provisioners, TenancyLogger logger)
{
    public async ValueTask<Tenant> SuspendAsync(TenantReference named, string reason, CancellationToken cancellationToken)
    {
        Tenant tenant = await store.GetLatestAsync(named, cancellationToken).ConfigureAwait(false);
        Tenant suspended = await WriteStatusAsync(
            tenant, TenantStatus.Suspended, reason, cancellationToken).ConfigureAwait(false);
        await ProvisionAsync(suspended, ProvisioningStep.Suspend, cancellationToken).ConfigureAwait(false);

        // Another call may have resumed or deleted it while these provisioners ran; then this call fails, and its caller decides.
        // Not cancelled, for all is done.
        Tenant current = await store.GetLatestAsync(suspended, CancellationToken.None).ConfigureAwait(false);
        return current.Status == TenantStatus.Suspended
            ? current
            : throw new InvalidTenantTransitionException(current.Id, current.Status, TenantStatus.Suspended);
    }

    public async ValueTask<Tenant> ResumeAsync(TenantReference named, CancellationToken cancellationToken)
    {
        Tenant tenant = await store.GetLatestAsync(named, cancellationToken).ConfigureAwait(false);
        return tenant.Status == TenantStatus.Suspended
            ? await ActivateAsync(tenant, ProvisioningStep.Resume, cancellationToken).ConfigureAwait(false)
            : throw new InvalidTenantTransitionException(tenant.Id, tenant.Status, TenantStatus.Active);
    }

    public async ValueTask DeleteAsync(TenantReference named, bool onlyIfIdle, CancellationToken cancellationToken)
    {
        Tenant tenant = await store.GetLatestAsync(named, cancellationToken).ConfigureAwait(false);
        if (tenant.Status != TenantStatus.Terminating)
        {
            tenant = await WriteStatusAsync(tenant, TenantStatus.Terminating, null, cancellationToken, onlyIfIdle).ConfigureAwait(false);
        }

        await ProvisionAsync(tenant, ProvisioningStep.Deprovision, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(tenant, finishedBecause: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes away a Terminating tenant whose provisioners fail for good, without them.</summary>
    public async ValueTask FinishDeletionAsync(TenantReference named, string reason, CancellationToken cancellationToken)
    {
        Tenant tenant = await store.GetLatestAsync(named, cancellationToken).ConfigureAwait(false);
        if (tenant.Status != TenantStatus.Terminating)
        {
            throw new InvalidTenantTransitionException(tenant.Id, tenant.Status, TenantStatus.Terminating);
        }

        await RemoveAsync(tenant, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last of a deletion: bindings, its own roles and groups, then the record. Nothing comes back from Terminating, so only the uid is looked at again.</summary>
    private async ValueTask RemoveAsync(Tenant tenant, string? finishedBecause, CancellationToken cancellationToken)
    {
        while (await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false) is { } current)
        {
            if (rbac is IRbacAdministrator administrator)
            {
                await administrator.RemoveWithinAsync(PermissionScope.Tenant(current), cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await writer.RemoveAsync(current, finishedBecause, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (TenantVersionConflictException)
            {
                // Another host recorded a reason or removed it; look again.
            }
            catch (TenantNotFoundException)
            {
                return;
            }
        }
    }

    /// <summary>Finishes creating or resuming: provisioners, then Active.</summary>
    private async ValueTask<Tenant> ActivateAsync(Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
        if (step == ProvisioningStep.Provision)
        {
            await BindAsync(tenant, cancellationToken).ConfigureAwait(false);
        }

        await ProvisionAsync(tenant, step, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                return await writer.SetStatusAsync(tenant, TenantStatus.Active, null, cancellationToken).ConfigureAwait(false);
            }
            catch (TenancyException e) when (e is TenantVersionConflictException or TenantNotFoundException)
            {
                Tenant? current = await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false);
                if (WhyNotActive(tenant, current, step) is { } overtaken)
                {
                    await TakeBackAsync(tenant, current, cancellationToken).ConfigureAwait(false);
                    throw overtaken;
                }

                if (current!.Status == TenantStatus.Active)
                {
                    // Another host made it so, and may have moved it since: what was bound here came late.
                    await plans.RebindAsync(current, step == ProvisioningStep.Provision ? tenant.Plan : null, cancellationToken).ConfigureAwait(false);
                    return current;
                }

                tenant = current;
            }
        }
    }

    /// <summary>Why a tenant whose provisioners have run is not to become Active as it is now; null when it may, or is.</summary>
    private static TenancyException? WhyNotActive(Tenant tenant, Tenant? current, ProvisioningStep step)
    {
        if (current is null || current.Uid != tenant.Uid)
        {
            return new TenantNotFoundException(tenant.Id);
        }

        if (current.Status == TenantStatus.Active)
        {
            return null;
        }

        if (current.Status != tenant.Status)
        {
            return new InvalidTenantTransitionException(tenant.Id, current.Status, TenantStatus.Active);
        }

        // Suspended again since: that wins, so this call fails.
        return step == ProvisioningStep.Resume && current.StatusVersion != tenant.StatusVersion
            ? new TenantVersionConflictException(tenant.Id, tenant.Version, current.Version)
            : null;
    }

    /// <summary>
    /// What ran too late may have left something there, or running, that a deletion or suspension had taken away, so that runs once
    /// more; also when another tenant has the id by now: provisioners name what they make by uid.
    /// </summary>
    private ValueTask TakeBackAsync(Tenant tenant, Tenant? current, CancellationToken cancellationToken) => current switch
    {
        _ when current?.Uid != tenant.Uid => ProvisionAsync(tenant with { Status = TenantStatus.Terminating }, ProvisioningStep.Deprovision, cancellationToken),
        { Status: TenantStatus.Terminating } => ProvisionAsync(current, ProvisioningStep.Deprovision, cancellationToken),
        _ => ProvisionAsync(current!, ProvisioningStep.Suspend, cancellationToken),
    };

    private async ValueTask<Tenant> WriteStatusAsync(
        Tenant tenant, TenantStatus to, string? reason, CancellationToken cancellationToken, bool onlyIfIdle = false)
    {
        while (true)
        {
            if (!tenant.Status.MayBecome(to))
            {
                throw new InvalidTenantTransitionException(tenant.Id, tenant.Status, to);
            }

            if (to == TenantStatus.Terminating && tenant.IsDeletionProtected)
            {
                throw new TenantProtectedException(tenant.Id);
            }

            try
            {
                return await writer.SetStatusAsync(tenant, to, reason, cancellationToken, onlyIfIdle).ConfigureAwait(false);
            }
            catch (TenantVersionConflictException)
            {
                // Somebody wrote in between.
                tenant = await store.GetLatestAsync(tenant, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs the provisioners; when they fail or are cancelled, the tenant says so.</summary>
    private async ValueTask ProvisionAsync(Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
        try
        {
            await provisioners.RunAsync(tenant, step, cancellationToken).ConfigureAwait(false);
        }
        catch (TenantProvisioningException e)
        {
            await RecordReasonAsync(tenant, e.Reason).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            await RecordReasonAsync(tenant, $"Cancelled while its provisioners ran ({step}).").ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Not cancelled with the caller: the reason is what is left of the attempt. A failure here must not hide the first one.</summary>
    private async ValueTask RecordReasonAsync(Tenant tenant, string reason)
    {
        try
        {
            while (await store.FindLatestNamedAsync(tenant, CancellationToken.None).ConfigureAwait(false) is { } current
                && current.Status == tenant.Status)
            {
                try
                {
                    await writer.SetReasonAsync(current, StatusReasons.Storable(reason), CancellationToken.None).ConfigureAwait(false);
                    return;
                }
                catch (TenantVersionConflictException)
                {
                    // Somebody wrote in between; read again.
                }
            }
        }
        catch (Exception e)
        {
            logger.Log.ReasonNotStored(tenant.Id, tenant.Status, e);
        }
    }
}
