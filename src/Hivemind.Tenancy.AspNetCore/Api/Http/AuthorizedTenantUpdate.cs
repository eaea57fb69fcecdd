namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Changes a tenant's settings: asks for what <see cref="TenantUpdatePermissions"/> says of all that a change really changes, unless the request
/// has been asked for it already, and writes it without losing what others write at the same time.
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
            IReadOnlyList<(Permission Permission, PermissionScope Scope)> granted = TenantUpdatePermissions.Required(seen, change(seen));
            foreach ((Permission permission, PermissionScope scope) in granted)
            {
                if (attempt > 1 || !call.WasGranted(permission, scope))
                {
                    await call.DemandAsync(permission, scope).ConfigureAwait(false);
                }
            }

            // The record may have moved on since the rights were asked for, and the same change then take other rights, or the rights
            // have come with ownership that is gone: look at it again, and ask again.
            Tenant? moved = null;
            Tenant written = await call.Tenants.UpdateTenantAsync(
                target,
                current =>
                {
                    Tenant changed = change(current);
                    bool isCovered = current.OwnerId == seen.OwnerId && TenantUpdatePermissions.Required(current, changed).All(granted.Contains);
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
}
