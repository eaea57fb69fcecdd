using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Authorizes by the ambient context, then answers or hands over to the provider.</summary>
internal sealed partial class AccessManager(
    ITenantStore store, IRbacProvider rbac, AccessEvaluator access, CallerGuard guard, EventDispatcher events, TenancyClock clock) : IAccessManager
{
    public ValueTask<bool> CheckTenantAccessAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        tenant.Validated(nameof(tenant));
        try
        {
            return guard.TryResolve(tenant, out TenantReference target)
                ? access.HasAccessAsync(userId, target, cancellationToken)
                : CheckGuardedAsync(userId, tenant, cancellationToken);
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
            return scope.Reference is { } tenant && guard.TryResolve(tenant, out TenantReference target)
                ? access.IsGrantedAsync(userId, permission, scope.Within(target), cancellationToken)
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
        scope = await ResolveAsync(userId, scope, nameof(DemandPermissionAsync), cancellationToken).ConfigureAwait(false)
            ?? throw new TenantNotFoundException(scope.TenantId!.Value);

        if (!await access.IsGrantedAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false))
        {
            await guard.DenyAsync(userId, permission, scope, nameof(DemandPermissionAsync), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<Tenant>> GetAccessibleTenantsAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        await guard.EnsureContextAsync(nameof(GetAccessibleTenantsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.BoundTo is { } own)
        {
            Tenant? tenant = await store.FindNamedAsync(own, cancellationToken).ConfigureAwait(false);
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

    public async ValueTask<AccessExplanation> ExplainAccessAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        PermissionScope scope = PermissionScope.Tenant(tenant);
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

    private async ValueTask<bool> CheckGuardedAsync(string userId, TenantReference tenant, CancellationToken cancellationToken) =>
        await guard.ResolveAsync(tenant, nameof(CheckTenantAccessAsync), cancellationToken).ConfigureAwait(false) is { } target
        && await access.HasAccessAsync(userId, target, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> CheckGuardedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
        await ResolveAsync(userId, scope, nameof(CheckPermissionAsync), cancellationToken).ConfigureAwait(false) is { } resolved
        && await access.IsGrantedAsync(userId, permission, resolved, cancellationToken).ConfigureAwait(false);

    private async ValueTask<AccessExplanation> ExplainAsync(
        string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (await ResolveAsync(userId, scope, nameof(ExplainAccessAsync), cancellationToken).ConfigureAwait(false) is not { } resolved)
        {
            return AccessExplainer.NoSuchTenant(userId, permission, scope);
        }

        scope = resolved;
        if (TenantContext.Current is { IsSystem: false, BoundTo: { } own } caller && caller.UserId != userId)
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

    /// <summary>The scope in the tenant that the caller sees; null when the caller may not ask. What another user holds at Global scope is not shown inside a tenant.</summary>
    private async ValueTask<PermissionScope?> ResolveAsync(
        string userId, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        if (scope.Reference is { } tenant)
        {
            return await guard.ResolveAsync(tenant, operation, cancellationToken).ConfigureAwait(false) is { } target ? scope.Within(target) : null;
        }

        await guard.EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current is { IsSystem: false } caller && caller.UserId != userId)
        {
            await guard.DemandAsync(TenancyPermissions.ReadBindings, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
        }

        return scope;
    }
}
