namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Changes a tenant's settings, each of which takes a permission of its own: asks for those of the settings that a change really changes, and
/// writes it without losing what others write at the same time.
/// </summary>
internal static class AuthorizedTenantUpdate
{
    private const int Attempts = 10;

    /// <summary>Applies a change, if the caller may change all that it changes.</summary>
    /// <param name="call">The request.</param>
    /// <param name="target">The tenant as it was found.</param>
    /// <param name="ifMatch">Which version of it; null for any.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="TenantAccessDeniedException">The caller may not change that.</exception>
    /// <exception cref="ApiProblemException"><c>If-Match</c> does not fit.</exception>
    public static async ValueTask<Tenant> ApplyAsync(ApiCall call, Tenant target, string? ifMatch, Func<Tenant, Tenant> change)
    {
        bool isExact = EntityTags.Demand(ifMatch, target);
        Tenant seen = target;
        for (int attempt = 1; ; attempt++)
        {
            List<(Permission Permission, PermissionScope Scope)> granted = Required(seen, change(seen));
            foreach ((Permission permission, PermissionScope scope) in granted)
            {
                await call.DemandAsync(permission, scope).ConfigureAwait(false);
            }

            // The record may have moved on since the rights were asked for, and the same change then take other rights, or the rights
            // have come with ownership that is gone: look at it again, and ask again.
            Tenant? moved = null;
            Tenant written = await call.Tenants.UpdateTenantAsync(
                target.Id,
                current =>
                {
                    Tenant changed = change(current);
                    bool isCovered = current.OwnerId == seen.OwnerId && Required(current, changed).All(granted.Contains);
                    moved = isCovered ? null : current;
                    return isCovered ? changed : current;
                },
                isExact ? target : null,
                call.Aborted).ConfigureAwait(false);
            if (moved is null)
            {
                return written;
            }

            seen = attempt < Attempts ? moved : throw new TenancyStoreException("The tenant changes faster than rights can be asked for.", isTransient: true);
        }
    }

    /// <summary>What a change takes: the same as <see cref="ITenantManager"/> asks of a caller in the tenant's context.</summary>
    private static List<(Permission Permission, PermissionScope Scope)> Required(Tenant before, Tenant after)
    {
        List<(Permission, PermissionScope)> required = [];
        PermissionScope own = PermissionScope.Tenant(before.Id);
        if (after.Name != before.Name || after.Description != before.Description || !after.Labels.Equals(before.Labels))
        {
            required.Add((TenancyPermissions.UpdateTenant, own));
        }

        bool changesOwner = after.OwnerId != before.OwnerId;
        if (changesOwner || after.IsolationLevel != before.IsolationLevel || !after.Namespaces.Equals(before.Namespaces))
        {
            required.Add((TenancyPermissions.UpdateTenant, PermissionScope.Global));
        }

        if (changesOwner)
        {
            required.AddRange(BuiltInRoles.TenantAdmin.Permissions.Select(p => (p, own)));
        }

        if (after.ResourceQuotas != before.ResourceQuotas)
        {
            required.Add((TenancyPermissions.UpdateQuotas, PermissionScope.Global));
        }

        return required;
    }
}
