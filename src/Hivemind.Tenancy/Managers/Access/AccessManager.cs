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
            return guard.TryReach(tenant, out TenantReference target)
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
            return !scope.TenantRef.IsDefault && guard.TryReach(scope.TenantRef, out TenantReference target)
                ? access.IsGrantedAsync(userId, permission, scope, target, cancellationToken)
                : CheckGuardedAsync(userId, permission, scope, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<bool>(e);
        }
    }

    public ValueTask DemandPermissionAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        permission.Validated(nameof(permission));
        scope.Validated(nameof(scope));
        try
        {
            if (scope.TenantRef.IsDefault || !guard.TryReach(scope.TenantRef, out TenantReference target))
            {
                return DemandGuardedAsync(userId, permission, scope, cancellationToken);
            }

            scope = scope.Within(target);
            ValueTask<bool> checking = access.IsGrantedAsync(userId, permission, scope, cancellationToken);
            if (!checking.IsCompletedSuccessfully)
            {
                return DemandAnsweredAsync(userId, permission, scope, checking, cancellationToken);
            }

            return checking.Result
                ? ValueTask.CompletedTask
                : guard.DenyAsync(userId, permission, scope, AccessCallers.DemandPermission.Verb, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From(e);
        }
    }

    public async ValueTask<IReadOnlyList<Tenant>> GetAccessibleTenantsAsync(string userId, CancellationToken cancellationToken = default)
    {
        Requires.UserId(userId);
        TenantContext? caller = await guard.RequireCallerAsync(AccessCallers.GetAccessibleTenants.Verb, cancellationToken).ConfigureAwait(false);
        if (caller is not null && caller.UserId != userId)
        {
            await guard.AuthorizeAsync(AccessCallers.GetAccessibleTenants, cancellationToken).ConfigureAwait(false);
        }

        if (caller?.BoundTo is { } own)
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
        await ResolveAsync(AccessCallers.CheckTenantAccess, userId, PermissionScope.Tenant(tenant), cancellationToken).ConfigureAwait(false) is { Reference: { } target }
        && await access.HasAccessAsync(userId, target, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> CheckGuardedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
        await ResolveAsync(AccessCallers.CheckPermission, userId, scope, cancellationToken).ConfigureAwait(false) is { } resolved
        && await access.IsGrantedAsync(userId, permission, resolved, cancellationToken).ConfigureAwait(false);

    private async ValueTask DemandGuardedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        scope = await ResolveAsync(AccessCallers.DemandPermission, userId, scope, cancellationToken).ConfigureAwait(false)
            ?? throw new TenantNotFoundException(scope.TenantId!.Value);
        await DemandAnsweredAsync(
            userId, permission, scope, access.IsGrantedAsync(userId, permission, scope, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DemandAnsweredAsync(
        string userId, Permission permission, PermissionScope scope, ValueTask<bool> checking, CancellationToken cancellationToken)
    {
        TenantContext.EnsureFlows();
        if (!await checking.ConfigureAwait(false))
        {
            await guard.DenyAsync(userId, permission, scope, AccessCallers.DemandPermission.Verb, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<AccessExplanation> ExplainAsync(
        string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (await ResolveAsync(AccessCallers.ExplainAccess, userId, scope, cancellationToken).ConfigureAwait(false) is not { } resolved
            || !await MayKnowAsync(userId, resolved, cancellationToken).ConfigureAwait(false))
        {
            return AccessExplainer.NoSuchTenant(userId, permission, scope);
        }

        scope = resolved;
        bool namesGlobal = await MayReadAsync(userId, TenancyPermissions.ReadBindings, cancellationToken).ConfigureAwait(false);
        bool namesGroups = await MayReadAsync(userId, TenancyPermissions.ReadGroups, cancellationToken).ConfigureAwait(false);
        return await new AccessExplainer(store, rbac, namesGlobal, namesGroups).ExplainAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a user who asks about themselves sees the tenant: to the others of those who ask it was shown when the scope was resolved.</summary>
    private async ValueTask<bool> MayKnowAsync(string userId, PermissionScope scope, CancellationToken cancellationToken) =>
        TenantContext.Current is not { Kind: TenantContextKind.User } caller
        || caller.UserId != userId
        || scope.Reference is not { } tenant
        || await access.HasAccessAsync(
            userId, await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Whether the caller may learn of the user what needs this permission at Global scope: of oneself, all.</summary>
    private ValueTask<bool> MayReadAsync(string userId, Permission permission, CancellationToken cancellationToken) =>
        TenantContext.Current?.UserId is not { } caller || caller == userId
            ? new ValueTask<bool>(true)
            : access.IsGrantedAsync(caller, permission, PermissionScope.Global, cancellationToken);

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

    /// <summary>
    /// The scope as the caller may ask about it; null when its tenant is not there for the caller. Of oneself everything may be asked: who
    /// has no access is told just that.
    /// </summary>
    private async ValueTask<PermissionScope?> ResolveAsync(
        CallerRule rule, string userId, PermissionScope scope, CancellationToken cancellationToken)
    {
        TenantContext? caller = await guard.RequireCallerAsync(rule.Verb, cancellationToken).ConfigureAwait(false);
        bool isSelf = caller?.UserId == userId;
        if (scope.Reference is not { } tenant)
        {
            // What another user holds at Global scope is not shown to everybody.
            if (caller?.UserId is not null && !isSelf)
            {
                await guard.DemandAsync(TenancyPermissions.ReadBindings, PermissionScope.Global, seen: null, rule.Verb, cancellationToken).ConfigureAwait(false);
            }

            return scope;
        }

        if (isSelf && caller!.Kind == TenantContextKind.User)
        {
            return scope;
        }

        rule = isSelf ? rule with { InTenant = CallerNeed.Reach } : rule;
        return await guard.TryAuthorizeAsync(rule, tenant, cancellationToken).ConfigureAwait(false) is { } target ? scope.Within(target) : null;
    }
}
