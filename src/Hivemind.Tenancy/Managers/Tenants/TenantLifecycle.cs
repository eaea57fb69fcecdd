using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>
/// The status machine with its provisioners. Each step is written by compare-and-set, so two hosts that take it at once come to
/// one result; provisioners run between the writes, outside locks. It asks for no permission: its managers have.
/// </summary>
internal sealed class TenantLifecycle(
    ITenantStore store, IRbacProvider rbac, TenantWriter writer, ProvisionerRunner provisioners, TenancyLogger logger)
{
    public async ValueTask<KeyedResult<Tenant>> CreateAsync(TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        (Tenant tenant, bool isNew, bool isReplayed) = await FindOrAddAsync(spec, key, cancellationToken).ConfigureAwait(false);
        bool isOurs = isReplayed || (MayBeKnown(tenant) && spec.Describes(tenant));
        if (isNew || (isOurs && tenant.Status == TenantStatus.Pending))
        {
            tenant = await ActivateAsync(tenant, ProvisioningStep.Provision, cancellationToken).ConfigureAwait(false);
        }
        else if (!isReplayed)
        {
            throw new TenantConflictException(TenantConflictKind.Id, spec.Id.Value);
        }

        return new KeyedResult<Tenant>(tenant, isReplayed);
    }

    /// <summary>The tenant of the spec's id, Active or Suspended; created where there is none, continued where it is Pending.</summary>
    public async ValueTask<Tenant> EnsureAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        while (true)
        {
            (Tenant tenant, bool isNew, _) = await FindOrAddAsync(spec, key: null, cancellationToken).ConfigureAwait(false);
            if (!isNew && !MayBeKnown(tenant))
            {
                throw new TenantConflictException(TenantConflictKind.Id, spec.Id.Value);
            }

            switch (tenant.Status)
            {
                case TenantStatus.Active or TenantStatus.Suspended:
                    return tenant;
                case not TenantStatus.Pending:
                    throw new TenantNotActiveException(tenant.Id, tenant.Status);
            }

            try
            {
                return await ActivateAsync(tenant, ProvisioningStep.Provision, cancellationToken).ConfigureAwait(false);
            }
            catch (TenancyException e) when (e is TenantNotFoundException or InvalidTenantTransitionException)
            {
                // Suspended or deleted while the provisioners ran, whose work has been taken back: what is there now decides.
            }
        }
    }

    /// <summary>As <see cref="EnsureAsync"/>, and protected from deletion from then on, on hosts too that know nothing of it.</summary>
    public async ValueTask EnsureProtectedAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        Tenant tenant = await EnsureAsync(spec with { IsDeletionProtected = true }, cancellationToken).ConfigureAwait(false);
        while (!tenant.IsDeletionProtected)
        {
            try
            {
                tenant.Status.EnsureAllows(TenantOperation.Update, tenant.Id);
                tenant = await writer.UpdateAsync(tenant, tenant with { IsDeletionProtected = true }, cancellationToken).ConfigureAwait(false);
            }
            catch (TenantVersionConflictException)
            {
                tenant = await store.GetLatestAsync(tenant, cancellationToken).ConfigureAwait(false);
            }
        }
    }

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
    public async ValueTask<Tenant> ActivateAsync(Tenant tenant, ProvisioningStep step, CancellationToken cancellationToken)
    {
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
                    return current;
                }

                tenant = current;
            }
        }
    }

    /// <summary>The tenant of the spec's id as it is now; added, Pending, where there is none.</summary>
    private async ValueTask<(Tenant Tenant, bool IsNew, bool IsReplayed)> FindOrAddAsync(
        TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        // A key is asked for in the store's step alone, so that comes first.
        bool addsFirst = key is not null;
        while (true)
        {
            if (!addsFirst && await store.FindLatestAsync(spec.Id, cancellationToken).ConfigureAwait(false) is { } tenant)
            {
                return (tenant, false, false);
            }

            try
            {
                TenantWritten written = await writer.AddAsync(spec, key, cancellationToken).ConfigureAwait(false);
                return (written.Tenant, !written.IsReplayed, written.IsReplayed);
            }
            catch (TenantConflictException e) when (e.Kind == TenantConflictKind.Id)
            {
                // It is taken, or another host was faster.
                addsFirst = false;
            }
        }
    }

    /// <summary>Whether the caller may know of the tenant: in a context for one tenant every other is not found.</summary>
    private static bool MayBeKnown(Tenant tenant) => TenantContext.Current is not { } caller || caller.TryReach(tenant, out _);

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
