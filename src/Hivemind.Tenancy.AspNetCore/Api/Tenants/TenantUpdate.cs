namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Changes a tenant's settings by what the caller may, without losing what others change meanwhile.</summary>
internal static class TenantUpdate
{
    private const int Attempts = 10;

    /// <summary>Applies a change that one permission allows, whatever it comes to.</summary>
    /// <param name="call">The request; its caller was asked for the permission.</param>
    /// <param name="target">The tenant that it was asked for.</param>
    /// <param name="ifMatch">Which version of it; null for any.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="ApiProblemException"><c>If-Match</c> does not fit.</exception>
    public static ValueTask<Tenant> ApplyAsync(ApiCall call, Tenant target, string? ifMatch, Func<Tenant, Tenant> change)
    {
        bool isExact = EntityTags.Demand(ifMatch, target);
        return call.Tenants.UpdateTenantAsync(target.Id, change, isExact ? target : null, call.Aborted);
    }

    /// <summary>Applies a change, and asks for what it really changes.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller may not change that.</exception>
    /// <exception cref="ApiProblemException"><c>If-Match</c> does not fit.</exception>
    public static async ValueTask<Tenant> AuthorizeAndApplyAsync(ApiCall call, Tenant target, string? ifMatch, Func<Tenant, Tenant> change)
    {
        bool isExact = EntityTags.Demand(ifMatch, target);
        Tenant seen = target;
        for (int attempt = 1; ; attempt++)
        {
            IReadOnlyList<(Permission Permission, PermissionScope Scope)> granted = TenantDemands.Of(seen, change(seen));
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
                    bool isCovered = current.OwnerId == seen.OwnerId && TenantDemands.Of(current, changed).All(granted.Contains);
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
