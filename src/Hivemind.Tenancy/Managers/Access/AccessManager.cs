using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Authorizes by the ambient context, then answers or hands over to the provider.</summary>
internal sealed partial class AccessManager(
    ITenantStore store, IRbacProvider rbac, AccessEvaluator access, CallerGuard guard, EventDispatcher events, TenancyClock clock) : IAccessManager
{
    public ValueTask<bool> CheckTenantAccessAsync(string userId, TenantId tenantId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        Requires.TenantId(tenantId);
        try
        {
            return guard.Admits(tenantId)
                ? access.HasAccessAsync(userId, tenantId, cancellationToken)
                : CheckGuardedAsync(userId, tenantId, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<bool>(e);
        }
    }

    public ValueTask<bool> CheckPermissionAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        permission.Validated(nameof(permission));
        scope.Validated(nameof(scope));
        try
        {
            return scope.TenantId is { } tenantId && guard.Admits(tenantId)
                ? access.IsGrantedAsync(userId, permission, scope, cancellationToken)
                : CheckGuardedAsync(userId, permission, scope, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<bool>(e);
        }
    }

    public async ValueTask DemandPermissionAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        permission.Validated(nameof(permission));
        scope.Validated(nameof(scope));
        bool sees = (scope.TenantId is { } tenantId && guard.Admits(tenantId))
            || await SeesAsync(userId, scope, nameof(DemandPermissionAsync), mayBeStale: true, cancellationToken).ConfigureAwait(false);
        if (!sees)
        {
            throw new TenantNotFoundException(scope.TenantId!.Value);
        }

        if (!await access.IsGrantedAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false))
        {
            await guard.DenyAsync(userId, permission, scope, nameof(DemandPermissionAsync), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<Tenant>> GetAccessibleTenantsAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await guard.EnsureContextAsync(nameof(GetAccessibleTenantsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.TenantId is { } own)
        {
            bool sees = await guard.SeesAsync(own, nameof(GetAccessibleTenantsAsync), mayBeStale: true, cancellationToken).ConfigureAwait(false);
            Tenant? tenant = sees ? await store.FindAsync(own, cancellationToken).ConfigureAwait(false) : null;
            return await access.HasAccessAsync(userId, tenant, cancellationToken).ConfigureAwait(false) ? [tenant!] : [];
        }

        GrantedScopes scopes = await rbac.GetScopesAsync(userId, cancellationToken).ConfigureAwait(false);
        if (scopes.IsGlobal)
        {
            return await ListAsync(ownerId: null, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<Tenant> owned = await ListAsync(userId, cancellationToken).ConfigureAwait(false);
        return scopes.Tenants.Count == 0 ? owned : Merge(owned, await ReachedAsync(scopes, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<AccessExplanation> ExplainAccessAsync(string userId, TenantId tenantId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        PermissionScope scope = PermissionScope.Tenant(tenantId);
        return await ExplainAsync(userId, permission: null, scope, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<AccessExplanation> ExplainAccessAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        permission.Validated(nameof(permission));
        scope.Validated(nameof(scope));
        return await ExplainAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> CheckGuardedAsync(string userId, TenantId tenantId, CancellationToken cancellationToken) =>
        await guard.SeesAsync(tenantId, nameof(CheckTenantAccessAsync), mayBeStale: true, cancellationToken).ConfigureAwait(false)
        && await access.HasAccessAsync(userId, tenantId, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> CheckGuardedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
        await SeesAsync(userId, scope, nameof(CheckPermissionAsync), mayBeStale: true, cancellationToken).ConfigureAwait(false)
        && await access.IsGrantedAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);

    private async ValueTask<AccessExplanation> ExplainAsync(
        string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (!await SeesAsync(userId, scope, nameof(ExplainAccessAsync), mayBeStale: false, cancellationToken).ConfigureAwait(false))
        {
            return AccessExplainer.NoSuchTenant(userId, permission, scope);
        }

        if (TenantContext.Current is { TenantId: { } own } caller && caller.UserId != userId)
        {
            await guard.DemandAsync(TenancyPermissions.ReadBindings, PermissionScope.Tenant(own), nameof(ExplainAccessAsync), cancellationToken).ConfigureAwait(false);
        }

        bool namesGlobal = await MayReadAsync(userId, TenancyPermissions.ReadBindings, cancellationToken).ConfigureAwait(false);
        bool namesGroups = await MayReadAsync(userId, TenancyPermissions.ReadGroups, cancellationToken).ConfigureAwait(false);
        return await new AccessExplainer(store, rbac, namesGlobal, namesGroups).ExplainAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the caller may learn of the user what needs this permission at Global scope: of oneself, all.</summary>
    private ValueTask<bool> MayReadAsync(string userId, Permission permission, CancellationToken cancellationToken) =>
        TenantContext.Current is not { IsSystem: false } caller || caller.UserId == userId
            ? new ValueTask<bool>(true)
            : access.IsGrantedAsync(caller.UserId, permission, PermissionScope.Global, cancellationToken);

    /// <summary>The tenants in which the user holds anything; one that is granted but gone is left out, and so is one whose granted namespaces are.</summary>
    private async ValueTask<IReadOnlyList<Tenant>> ReachedAsync(GrantedScopes scopes, CancellationToken cancellationToken)
    {
        IReadOnlyList<Tenant> tenants = await store.FindManyAsync(scopes.Tenants, cancellationToken).ConfigureAwait(false);
        return scopes.ReachWholeTenants ? tenants : [.. tenants.Where(scopes.Reaches)];
    }

    /// <summary>Two lists in ordinal order of ids become one.</summary>
    private static IReadOnlyList<Tenant> Merge(IReadOnlyList<Tenant> owned, IReadOnlyList<Tenant> reached)
    {
        if (owned.Count == 0 || reached.Count == 0)
        {
            return owned.Count == 0 ? reached : owned;
        }

        List<Tenant> tenants = new(owned.Count + reached.Count);
        int next = 0;
        foreach (Tenant tenant in reached)
        {
            while (next < owned.Count && owned[next].Id < tenant.Id)
            {
                tenants.Add(owned[next++]);
            }

            if (next == owned.Count || owned[next].Id != tenant.Id)
            {
                tenants.Add(tenant);
            }
        }

        tenants.AddRange(owned.Skip(next));
        return tenants;
    }

    private async ValueTask<IReadOnlyList<Tenant>> ListAsync(string? ownerId, CancellationToken cancellationToken)
    {
        TenantQuery query = new() { OwnerId = ownerId, Limit = TenancyLimits.PageSize };
        IReadOnlyList<Tenant> page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        if (page.Count < query.Limit)
        {
            return page;
        }

        List<Tenant> all = [.. page];
        while (page.Count == query.Limit)
        {
            page = await store.ListAsync(query with { After = page[^1].Id }, cancellationToken).ConfigureAwait(false);
            all.AddRange(page);
        }

        return all;
    }

    /// <summary>Whether the caller may ask about the scope. What another user holds at Global scope is not shown inside a tenant.</summary>
    private async ValueTask<bool> SeesAsync(
        string userId, PermissionScope scope, string operation, bool mayBeStale, CancellationToken cancellationToken)
    {
        if (scope.TenantId is { } tenantId)
        {
            return await guard.SeesAsync(tenantId, operation, mayBeStale, cancellationToken).ConfigureAwait(false);
        }

        await guard.EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current is { IsSystem: false } caller && caller.UserId != userId)
        {
            await guard.DemandAsync(TenancyPermissions.ReadBindings, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
