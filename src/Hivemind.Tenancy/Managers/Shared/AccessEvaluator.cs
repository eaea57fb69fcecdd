using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>
/// Decides access from the tenant's owner and the provider's grants, which is asked with the uid of the tenant that was looked at. It
/// answers at once, without a state machine, when the store and the provider do.
/// </summary>
internal sealed class AccessEvaluator(ITenantStore store, IRbacProvider rbac)
{
    private static readonly PermissionSet OwnerPermissions = new(BuiltInRoles.TenantAdmin.Permissions);

    /// <summary>Whether the tenant exists and the user is its owner or holds anything that reaches it.</summary>
    public ValueTask<bool> HasAccessAsync(string userId, in TenantReference named, CancellationToken cancellationToken)
    {
        ValueTask<Tenant?> found = store.FindNamedAsync(named, cancellationToken);
        return found.IsCompletedSuccessfully
            ? HasAccessAsync(userId, found.Result, cancellationToken)
            : AwaitedHasAccessAsync(userId, found, cancellationToken);
    }

    public ValueTask<bool> HasAccessAsync(string userId, Tenant? tenant, CancellationToken cancellationToken)
    {
        if (tenant is null || Owns(userId, tenant))
        {
            return new ValueTask<bool>(tenant is not null);
        }

        ValueTask<GrantedScopes> scopes = rbac.GetScopesAsync(userId, cancellationToken);
        return scopes.IsCompletedSuccessfully ? new ValueTask<bool>(scopes.Result.Reaches(tenant)) : Awaited(scopes, tenant);

        static async ValueTask<bool> Awaited(ValueTask<GrantedScopes> pending, Tenant tenant) =>
            (await pending.ConfigureAwait(false)).Reaches(tenant);
    }

    /// <summary>Whether the user holds anything at Global scope, and so has access to every tenant there is.</summary>
    public async ValueTask<bool> HasAccessToAllAsync(string userId, CancellationToken cancellationToken) =>
        (await rbac.GetScopesAsync(userId, cancellationToken).ConfigureAwait(false)).IsGlobal;

    /// <summary>Whether the user has the permission in the scope, whose tenant must exist and have its namespace.</summary>
    public ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, in PermissionScope scope, CancellationToken cancellationToken)
    {
        return scope.TenantRef.IsDefault
            ? rbac.IsGrantedAsync(userId, permission, scope, cancellationToken)
            : IsGrantedAsync(userId, permission, scope, scope.TenantRef, cancellationToken);
    }

    /// <summary>As the one above, in a scope whose tenant the step has to name otherwise.</summary>
    public ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, in PermissionScope scope, in TenantReference named, CancellationToken cancellationToken)
    {
        ValueTask<Tenant?> found = store.FindNamedAsync(named, cancellationToken);
        return found.IsCompletedSuccessfully
            ? IsGrantedAsync(userId, found.Result, permission, scope, cancellationToken)
            : AwaitedIsGrantedAsync(userId, found, permission, scope, cancellationToken);
    }

    /// <summary>As the one above, of a tenant that has been looked at; null looks.</summary>
    public ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, in PermissionScope scope, Tenant? seen, CancellationToken cancellationToken) =>
        seen is null || scope.Reference is null
            ? IsGrantedAsync(userId, permission, scope, cancellationToken)
            : IsGrantedAsync(userId, seen, permission, scope, cancellationToken);

    /// <summary>
    /// The first of the permissions that the user lacks in the scope, judged past every cache: what is granted once and for all asks here.
    /// Null when all are held.
    /// </summary>
    public async ValueTask<Permission?> FindMissingAsync(
        string userId, IReadOnlyList<Permission> permissions, PermissionScope scope, CancellationToken cancellationToken)
    {
        bool isOwner = false;
        if (scope.Reference is { } named)
        {
            if (await store.FindLatestNamedAsync(named, cancellationToken).ConfigureAwait(false) is not { } tenant
                || !AccessRules.HasNamespaceOf(tenant, scope))
            {
                return permissions[0];
            }

            isOwner = Owns(userId, tenant);
            scope = scope.WithUid(tenant.Uid);
        }

        UserGrants? grants = null;
        foreach (Permission permission in permissions)
        {
            if (isOwner && OwnerMay(permission))
            {
                continue;
            }

            // A provider that cannot be written to says what it knows; whatever it caches is its own affair.
            if (rbac is IRbacAdministrator administrator)
            {
                grants ??= await administrator.GetGrantsAsync(userId, cancellationToken).ConfigureAwait(false);
            }

            if (!(grants?.IsGranted(permission, scope) ?? await rbac.IsGrantedAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false)))
            {
                return permission;
            }
        }

        return null;
    }

    public static bool Owns(string userId, Tenant tenant) => string.Equals(tenant.OwnerId, userId, StringComparison.Ordinal);

    /// <summary>Whether an owner has this permission in their tenant: they have the rights of tenant-admin.</summary>
    public static bool OwnerMay(Permission permission) => OwnerPermissions.Covers(permission);

    // Methods rather than local functions, which would capture: the object they capture into is made whether they run or not.
    private async ValueTask<bool> AwaitedHasAccessAsync(string userId, ValueTask<Tenant?> found, CancellationToken cancellationToken) =>
        await HasAccessAsync(userId, await found.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> AwaitedIsGrantedAsync(
        string userId, ValueTask<Tenant?> found, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
        await IsGrantedAsync(userId, await found.ConfigureAwait(false), permission, scope, cancellationToken).ConfigureAwait(false);

    private ValueTask<bool> IsGrantedAsync(
        string userId, Tenant? tenant, Permission permission, in PermissionScope scope, CancellationToken cancellationToken)
    {
        if (tenant is null || !AccessRules.HasNamespaceOf(tenant, scope))
        {
            return new ValueTask<bool>(false);
        }

        return Owns(userId, tenant) && OwnerMay(permission)
            ? new ValueTask<bool>(true)
            : rbac.IsGrantedAsync(userId, permission, scope.WithUid(tenant.Uid), cancellationToken);
    }
}
