using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Whether the caller of the ambient context may do something to the apps of a tenant. What is decided is decided here, once: what follows
/// runs as System for that tenant, in the caller's name.
/// </summary>
internal sealed class AppGuard(ITenantManager tenants, ITenantStore store, IAccessManager access)
{
    /// <summary>Who acts where nobody does.</summary>
    private const string LibraryActor = "hivemind-tenancy-workloads";

    /// <summary>The tenant as it is now, when the caller may.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="permission">What a user has to hold.</param>
    /// <param name="namespaceName">In which namespace; null for the whole tenant.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="TenantNotFoundException">It is not there for the caller.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask<Tenant> ReachAsync(
        TenantReference tenant, Permission permission, string? namespaceName, CancellationToken cancellationToken)
    {
        Tenant seen = await LookAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.UserId is { } userId)
        {
            await access.DemandPermissionAsync(userId, permission, ScopeOf(seen, namespaceName), cancellationToken).ConfigureAwait(false);
        }

        return seen;
    }

    /// <summary>The tenant as it is now, and the namespaces in which the caller may; null for all of them.</summary>
    /// <exception cref="TenantNotFoundException">It is not there for the caller.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is held in none.</exception>
    public async ValueTask<(Tenant Tenant, IReadOnlySet<string>? Namespaces)> ReachAnyAsync(
        TenantReference tenant, Permission permission, CancellationToken cancellationToken)
    {
        Tenant seen = await LookAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.UserId is not { } userId
            || await access.CheckPermissionAsync(userId, permission, PermissionScope.Tenant(seen), cancellationToken).ConfigureAwait(false))
        {
            return (seen, null);
        }

        HashSet<string> allowed = new(StringComparer.Ordinal);
        foreach (string name in seen.Namespaces)
        {
            if (await access.CheckPermissionAsync(userId, permission, PermissionScope.Namespace(seen, name), cancellationToken).ConfigureAwait(false))
            {
                allowed.Add(name);
            }
        }

        if (allowed.Count == 0)
        {
            await access.DemandPermissionAsync(userId, permission, PermissionScope.Tenant(seen), cancellationToken).ConfigureAwait(false);
        }

        return (seen, allowed);
    }

    /// <summary>From here on this flow acts as System for the tenant, in the name of who acts now.</summary>
    public static TenantScope Act(Tenant tenant, string reason) =>
        TenantContext.System(TenantContext.Current?.Actor ?? LibraryActor, reason, tenant).Enter();

    /// <summary>The manager says whether it is there for the caller; the store, as which.</summary>
    private async ValueTask<Tenant> LookAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        Tenant known = await tenants.GetTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
        Tenant? latest = await store.FindLatestAsync(known.Id, cancellationToken).ConfigureAwait(false);
        return latest?.Uid == known.Uid ? latest : throw new TenantNotFoundException(known.Id);
    }

    private static PermissionScope ScopeOf(Tenant tenant, string? namespaceName) =>
        namespaceName is not null && tenant.Namespaces.Contains(namespaceName, StringComparer.Ordinal)
            ? PermissionScope.Namespace(tenant, namespaceName)
            : PermissionScope.Tenant(tenant);
}
