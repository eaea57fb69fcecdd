namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Changes a tenant's settings without losing what others write at the same time.</summary>
internal static class TenantUpdate
{
    /// <summary>Applies a change, if the caller may change all that it changes.</summary>
    /// <param name="call">The request.</param>
    /// <param name="target">The tenant as it was found; one made again under its id is not meant.</param>
    /// <param name="ifMatch">Which version of it; null for any.</param>
    /// <param name="change">The change; it may run more than once.</param>
    /// <exception cref="TenantAccessDeniedException">The caller may not change that.</exception>
    /// <exception cref="ApiProblemException"><c>If-Match</c> does not fit.</exception>
    public static async ValueTask<Tenant> ApplyAsync(ApiCall call, Tenant target, string? ifMatch, Func<Tenant, Tenant> change)
    {
        Tenant? stale = null;
        try
        {
            return await call.Tenants.UpdateTenantAsync(
                target,
                current =>
                {
                    stale = EntityTags.Fits(ifMatch, current) ? null : current;
                    return stale is null ? change(current) : throw EntityTags.Mismatch(current);
                },
                expected: null,
                call.Aborted).ConfigureAwait(false);
        }
        catch (ApiProblemException) when (stale is not null)
        {
            // Whoever may not change this at all is told that, and not of versions.
            foreach ((Permission permission, PermissionScope scope) in TenantUpdatePermissions.Required(stale, change(stale)))
            {
                await call.Access.DemandPermissionAsync(call.UserId, permission, scope, call.Aborted).ConfigureAwait(false);
            }

            throw;
        }
    }
}
