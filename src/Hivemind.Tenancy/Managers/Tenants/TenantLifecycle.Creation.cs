using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Creating tenants, once or until they are there.</content>
internal sealed partial class TenantLifecycle
{
    public async ValueTask<KeyedResult<Tenant>> CreateAsync(TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        (Tenant tenant, bool isNew, bool isReplayed) = await FindOrAddAsync(spec, key, takesDefaultPlan: true, cancellationToken).ConfigureAwait(false);
        bool isOurs = isNew || isReplayed || (MayBeKnown(tenant) && await plans.DescribesAsync(spec, tenant, cancellationToken).ConfigureAwait(false));
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
    public ValueTask<Tenant> EnsureAsync(TenantSpec spec, CancellationToken cancellationToken) =>
        FindOrMakeAsync(spec, takesDefaultPlan: true, cancellationToken);

    /// <summary>As <see cref="EnsureAsync"/>, and protected from deletion from then on, on hosts too that know nothing of it.</summary>
    public async ValueTask EnsureProtectedAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        Tenant tenant = await FindOrMakeAsync(spec with { IsDeletionProtected = true }, takesDefaultPlan: false, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<Tenant> FindOrMakeAsync(TenantSpec spec, bool takesDefaultPlan, CancellationToken cancellationToken)
    {
        while (true)
        {
            (Tenant tenant, bool isNew, _) = await FindOrAddAsync(spec, key: null, takesDefaultPlan, cancellationToken).ConfigureAwait(false);
            if (!isNew && !MayBeKnown(tenant))
            {
                throw new TenantConflictException(TenantConflictKind.Id, spec.Id.Value);
            }

            switch (tenant.Status)
            {
                case TenantStatus.Active or TenantStatus.Suspended:
                    if (!await plans.DescribesAsync(spec, tenant, cancellationToken).ConfigureAwait(false))
                    {
                        logger.Log.SettingsDiffer(tenant.Id);
                    }

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

    /// <summary>The tenant of the spec's id as it is now; added, Pending, where there is none.</summary>
    private async ValueTask<(Tenant Tenant, bool IsNew, bool IsReplayed)> FindOrAddAsync(
        TenantSpec spec, IdempotencyKey? key, bool takesDefaultPlan, CancellationToken cancellationToken)
    {
        // A key is asked for in the store's step alone, so that comes first.
        bool addsFirst = key is not null;
        while (true)
        {
            if (!addsFirst && await store.FindLatestAsync(spec.Id, cancellationToken).ConfigureAwait(false) is { } tenant)
            {
                return (tenant, false, false);
            }

            PlanReference? asked = plans.Asked(spec, takesDefaultPlan);
            TenantSpec filled = await plans.FillAsync(spec, asked, cancellationToken).ConfigureAwait(false);
            try
            {
                TenantWritten written = await writer.AddAsync(filled, key, cancellationToken).ConfigureAwait(false);
                return (written.Tenant, !written.IsReplayed, written.IsReplayed);
            }
            catch (TenantConflictException e) when (e.Kind == TenantConflictKind.Id)
            {
                // It is taken, or another host was faster.
                addsFirst = false;
            }
            catch (PlanNotFoundException) when (asked is { Version: null })
            {
                // It was removed since it was looked at: there is another by now, or none.
            }
        }
    }

    /// <summary>Binds what the tenant's plan binds. That the tenant goes is found out about by the step that would make it Active.</summary>
    private async ValueTask BindAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            await plans.BindAsync(tenant, cancellationToken).ConfigureAwait(false);
        }
        catch (TenancyException e) when (e is TenantNotFoundException or TenantNotActiveException)
        {
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            string reason = $"What plan '{tenant.Plan}' binds cannot be bound: {e.Message}";
            await RecordReasonAsync(tenant, reason).ConfigureAwait(false);
            throw new TenantProvisioningException(tenant.Id, tenant.Status, reason, e);
        }
    }

    /// <summary>Whether the caller may know of the tenant: in a context for one tenant every other is not found.</summary>
    private static bool MayBeKnown(Tenant tenant) => TenantContext.Current is not { } caller || caller.TryReach(tenant, out _);
}
