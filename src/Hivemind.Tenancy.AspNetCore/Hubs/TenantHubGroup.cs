namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Names of SignalR groups that are one tenant's: what is sent to the group of a tenant never reaches connections of another one that was
/// made under its id later, nor those of one whose id and group spell the same.
/// </summary>
public static class TenantHubGroup
{
    /// <summary>A group of a tenant, by its uid.</summary>
    /// <param name="tenant">The tenant as it was looked at: with a uid.</param>
    /// <param name="name">The group's name within the tenant: anything.</param>
    /// <exception cref="ArgumentException"><paramref name="tenant"/> has no uid.</exception>
    public static string Of(TenantReference tenant, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return tenant.Uid is { } uid
            ? $"{uid}/{name}"
            : throw new ArgumentException("A group is named by a tenant's uid: give the Tenant, or a context that the verified door gave.", nameof(tenant));
    }

    /// <summary>As the one above, of the tenant of a context: <c>TenantContext.Required</c> in a hub.</summary>
    /// <exception cref="ArgumentException"><paramref name="context"/> is for no tenant, or was made by hand of an id alone.</exception>
    public static string Of(TenantContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context.BoundTo ?? default, name);
    }
}
