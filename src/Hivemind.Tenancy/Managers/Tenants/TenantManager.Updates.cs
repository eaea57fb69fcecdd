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

            Tenant after = change(before) ?? throw new ArgumentException("The change returned null.", nameof(change));
            after = after with { UpdatedAt = before.UpdatedAt };
            IReadOnlyList<(Permission Permission, PermissionScope Scope)> required = TenantUpdatePermissions.Required(before, after);
            if (after.Equals(before))
            {
                return before;
            }

            foreach ((Permission permission, PermissionScope scope) in required)
            {
                await guard.DemandAsync(permission, scope, nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
            }

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

    public async ValueTask<EventPage> ReadEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new EventQuery();
        if (query.Tenant is { } asked)
        {
            await guard.EnsureSeesAsync(asked.Id, nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
        }

        await guard.EnsureContextAsync(nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.TenantId is { } own)
        {
            await guard.DemandAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(own), nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
            query = query with { Tenant = await OwnAsync(own, query.Tenant, cancellationToken).ConfigureAwait(false) };
        }

        return await store.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who stands in a tenant reads of that one only: a uid of a former one of the id is not found.</summary>
    private async ValueTask<TenantReference> OwnAsync(TenantId own, TenantReference? asked, CancellationToken cancellationToken)
    {
        if (asked?.Uid is not { } uid)
        {
            return own;
        }

        Tenant? tenant = await store.FindLatestAsync(own, cancellationToken).ConfigureAwait(false);
        return tenant is not null && tenant.Uid == uid && TenantContext.IsFor(tenant) ? tenant : throw new TenantNotFoundException(own);
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
