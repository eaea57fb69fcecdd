using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Changing settings, and reading the log of changes.</content>
internal sealed partial class TenantManager
{
    public async ValueTask<Tenant> UpdateTenantAsync(
        TenantId tenantId, Func<Tenant, Tenant> change, Tenant? expected = null, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        ArgumentNullException.ThrowIfNull(change);
        if (expected is not null && expected.Id != tenantId)
        {
            throw new ArgumentException($"The expected tenant is '{expected.Id}', not '{tenantId}'.", nameof(expected));
        }

        await guard.EnsureSeesAsync(tenantId, nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // Looked at each time: between two attempts the tenant may have been deleted and made again.
            Tenant? found = await store.FindLatestAsync(tenantId, cancellationToken).ConfigureAwait(false);
            Tenant before = found is not null && TenantContext.IsFor(found) ? found : throw new TenantNotFoundException(tenantId);
            if (expected is not null && (expected.Version != before.Version || expected.CreatedAt != before.CreatedAt))
            {
                throw new TenantVersionConflictException(tenantId, expected.Version, before.Version);
            }

            Tenant after = Apply(change, before);
            if (after.Equals(before))
            {
                return before;
            }

            await DemandForAsync(before, after, cancellationToken).ConfigureAwait(false);
            before.Status.EnsureAllows(TenantOperation.Update, tenantId);
            if (after.ResourceQuotas != before.ResourceQuotas)
            {
                resources.Require(after.ResourceQuotas, nameof(change));
            }

            try
            {
                return await WriteAsync(before, after, cancellationToken).ConfigureAwait(false);
            }
            catch (TenantVersionConflictException) when (expected is null)
            {
                // Somebody wrote in between; apply the change to what they wrote.
            }
        }
    }

    public ValueTask<Tenant> UpdateResourceQuotasAsync(TenantId tenantId, ResourceQuotas quotas, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        return UpdateTenantAsync(tenantId, t => t with { ResourceQuotas = quotas }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> UpdateIsolationLevelAsync(TenantId tenantId, IsolationLevel level, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(level);
        return UpdateTenantAsync(tenantId, t => t with { IsolationLevel = level }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> AddNamespaceAsync(TenantId tenantId, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(tenantId, t => t with { Namespaces = [.. t.Namespaces, namespaceName] }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> RemoveNamespaceAsync(TenantId tenantId, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(
            tenantId, t => t with { Namespaces = [.. t.Namespaces.Where(n => n != namespaceName)] }, cancellationToken: cancellationToken);
    }

    public async ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after = 0, TenantId? tenantId = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        Page.Limit(limit, nameof(limit));
        if (tenantId is { } asked)
        {
            Requires.TenantId(asked, nameof(tenantId));
            await guard.EnsureSeesAsync(asked, nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
        }

        await guard.EnsureContextAsync(nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.TenantId is { } own)
        {
            await guard.DemandAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(own), nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
            tenantId = own;
        }

        return await store.ReadEventsAsync(after, tenantId, limit, cancellationToken).ConfigureAwait(false);
    }

    private static Tenant Apply(Func<Tenant, Tenant> change, Tenant before)
    {
        Tenant after = change(before) ?? throw new ArgumentException("The change returned null.", nameof(change));
        if (after.Id != before.Id
            || after.Status != before.Status
            || after.StatusReason != before.StatusReason
            || after.Version != before.Version
            || after.StatusVersion != before.StatusVersion
            || after.CreatedAt != before.CreatedAt)
        {
            throw new ArgumentException("A change must leave Id, Status, StatusReason, StatusVersion, Version and CreatedAt as they are.", nameof(change));
        }

        return after with { UpdatedAt = before.UpdatedAt };
    }

    private async ValueTask DemandForAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        if (after.Name != before.Name || after.Description != before.Description || !after.Labels.Equals(before.Labels))
        {
            await guard.DemandAsync(
                TenancyPermissions.UpdateTenant, PermissionScope.Tenant(before.Id), nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        }

        if (after.OwnerId != before.OwnerId || after.IsolationLevel != before.IsolationLevel || !after.Namespaces.Equals(before.Namespaces))
        {
            await guard.DemandAsync(
                TenancyPermissions.UpdateTenant, PermissionScope.Global, nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        }

        if (after.OwnerId != before.OwnerId)
        {
            await DemandTenantAdminAsync(PermissionScope.Tenant(before.Id), nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        }

        if (after.ResourceQuotas != before.ResourceQuotas)
        {
            await guard.DemandAsync(
                TenancyPermissions.UpdateQuotas, PermissionScope.Global, nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An owner has the rights of tenant-admin, and nobody grants more than they hold.</summary>
    private async ValueTask DemandTenantAdminAsync(PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        foreach (Permission permission in BuiltInRoles.TenantAdmin.Permissions)
        {
            await guard.DemandAsync(permission, scope, operation, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes, and removes the bindings of namespaces that go; before a namespace comes, those a crash may have left.</summary>
    private async ValueTask<Tenant> WriteAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        await UnbindAsync(after.Namespaces.Except(before.Namespaces), cancellationToken).ConfigureAwait(false);
        Tenant written = await writer.UpdateAsync(before, after, cancellationToken).ConfigureAwait(false);
        await UnbindAsync(before.Namespaces.Except(after.Namespaces), CancellationToken.None).ConfigureAwait(false);
        return written;

        async ValueTask UnbindAsync(IEnumerable<string> namespaces, CancellationToken cancellationToken)
        {
            if (rbac is IRbacAdministrator administrator)
            {
                foreach (string namespaceName in namespaces)
                {
                    await administrator.RemoveBindingsAsync(PermissionScope.Namespace(before.Id, namespaceName), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
