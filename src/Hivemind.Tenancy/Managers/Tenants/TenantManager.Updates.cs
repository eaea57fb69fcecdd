using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Changing settings, and reading the log of changes.</content>
internal sealed partial class TenantManager
{
    public async ValueTask<Tenant> UpdateTenantAsync(
        TenantReference tenant, Func<Tenant, Tenant> change, Tenant? expected = null, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        ArgumentNullException.ThrowIfNull(change);
        if (expected is not null && !tenant.Names(expected))
        {
            throw new ArgumentException($"The expected tenant is '{(TenantReference)expected}', not '{tenant}'.", nameof(expected));
        }

        TenantReference target = await guard.EnsureSeesAsync(expected ?? tenant, nameof(UpdateTenantAsync), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Tenant before = await store.GetLatestAsync(target, cancellationToken).ConfigureAwait(false);
            if (expected is not null && expected.Version != before.Version)
            {
                throw new TenantVersionConflictException(before.Id, expected.Version, before.Version);
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

            before.Status.EnsureAllows(TenantOperation.Update, before.Id);
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
            catch (TenantNotFoundException) when (target.Uid is null)
            {
                // Deleted in between: only the look said which tenant, not the caller. Whoever holds the id now is meant, if anybody does.
            }
        }
    }

    public ValueTask<Tenant> UpdateResourceQuotasAsync(TenantReference tenant, ResourceQuotas quotas, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        return UpdateTenantAsync(tenant, t => t with { ResourceQuotas = quotas }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> UpdateIsolationLevelAsync(TenantReference tenant, IsolationLevel level, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(level);
        return UpdateTenantAsync(tenant, t => t with { IsolationLevel = level }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> AddNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(tenant, t => t with { Namespaces = [.. t.Namespaces, namespaceName] }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> RemoveNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(
            tenant, t => t with { Namespaces = [.. t.Namespaces.Where(n => n != namespaceName)] }, cancellationToken: cancellationToken);
    }

    public async ValueTask<EventPage> ReadEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new EventQuery();
        await guard.EnsureContextAsync(nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
        if ((query.Tenant ?? TenantContext.Current?.BoundTo) is { } asked)
        {
            TenantReference target = await guard.EnsureSeesAsync(asked, nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
            if (TenantContext.Current is { IsSystem: false })
            {
                // The permission is held in a tenant that lives.
                target = await store.GetLatestAsync(target, cancellationToken).ConfigureAwait(false);
                await guard.DemandAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(target), nameof(ReadEventsAsync), cancellationToken).ConfigureAwait(false);
            }

            query = query with { Tenant = target };
        }

        return await store.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false);
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
                    await administrator.RemoveWithinAsync(PermissionScope.Namespace(before, namespaceName), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
