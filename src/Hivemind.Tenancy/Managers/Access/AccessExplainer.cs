using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Finds every grant behind a decision. Slower than deciding, and in its own words.</summary>
/// <param name="store">Says whether the tenant exists and who owns it.</param>
/// <param name="rbac">Says what is granted, and through what if it can be administered.</param>
/// <param name="namesGlobal">Whether the role and group of a grant at Global scope are named.</param>
/// <param name="namesGroups">Whether the group of any grant is named.</param>
internal sealed class AccessExplainer(ITenantStore store, IRbacProvider rbac, bool namesGlobal, bool namesGroups)
{
    public static AccessExplanation NoSuchTenant(string userId, Permission? permission, PermissionScope scope) =>
        new(userId, permission, scope, [], $"There is no tenant '{scope.TenantId}'.");

    public async ValueTask<AccessExplanation> ExplainAsync(
        string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        List<AccessGrant> grants = [];
        Tenant? tenant = null;
        if (scope.Reference is { } named)
        {
            tenant = await store.FindLatestNamedAsync(named, cancellationToken).ConfigureAwait(false);
            if (tenant is null)
            {
                return NoSuchTenant(userId, permission, scope);
            }

            scope = scope.WithUid(tenant.Uid);

            if (!AccessRules.HasNamespaceOf(tenant, scope))
            {
                return new AccessExplanation(userId, permission, scope, [], $"Tenant '{tenant.Id}' has no namespace '{scope.NamespaceName}'.");
            }

            if (AccessEvaluator.Owns(userId, tenant) && (permission is not { } asked || AccessEvaluator.OwnerMay(asked)))
            {
                grants.Add(new AccessGrant(AccessGrantKind.Owner, PermissionScope.Tenant(tenant), BuiltInRoles.TenantAdmin, null));
            }
        }

        List<AccessGrant> provided = rbac is IRbacAdministrator administrator
            ? await FromBindingsAsync(administrator, userId, permission, scope, cancellationToken).ConfigureAwait(false)
            : await FromProviderAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
        grants.AddRange(provided.Where(g => tenant is null || AccessRules.HasNamespaceOf(tenant, g.Scope)));
        string what = permission is { } p ? $"permission '{p}' at scope '{scope.ToPath()}'" : $"access to tenant '{scope.TenantId}'";
        string reason = grants.Count == 0
            ? $"User '{userId}' has no grant of {what}."
            : $"User '{userId}' has {what}: {string.Join("; ", grants.Select(Describe))}.";
        return new AccessExplanation(userId, permission, scope, grants, reason);
    }

    private async ValueTask<List<AccessGrant>> FromBindingsAsync(
        IRbacAdministrator administrator, string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        List<AccessGrant> grants = [];
        await AddAsync(RoleSubject.User(userId)).ConfigureAwait(false);
        foreach (GroupReference group in await administrator.ListGroupsAsync(userId, cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(RoleSubject.Group(group)).ConfigureAwait(false);
        }

        return grants;

        async ValueTask AddAsync(RoleSubject subject)
        {
            RoleBindingQuery query = new() { Subject = subject };
            foreach (RoleBinding binding in await administrator.ListBindingsAsync(query, cancellationToken).ConfigureAwait(false))
            {
                Role? role = await administrator.FindRoleAsync(binding.Role, cancellationToken).ConfigureAwait(false);
                if (role is not null && Decides(binding.Scope, scope, permission, p => role.Permissions.Any(g => g.Covers(p))))
                {
                    grants.Add(namesGlobal || binding.Scope.Kind != PermissionScopeKind.Global
                        ? new AccessGrant(AccessGrantKind.Binding, binding.Scope, role, subject.IsGroup && namesGroups ? subject.AsGroup() : default(GroupReference?))
                        : new AccessGrant(AccessGrantKind.Binding, binding.Scope, null, null));
                }
            }
        }
    }

    private async ValueTask<List<AccessGrant>> FromProviderAsync(
        string userId, Permission? permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        GrantedScopes scopes = await rbac.GetScopesAsync(userId, cancellationToken).ConfigureAwait(false);
        bool granted = permission is not { } asked || await rbac.IsGrantedAsync(userId, asked, scope, cancellationToken).ConfigureAwait(false);
        return granted
            ? scopes.Scopes.Where(s => Decides(s, scope, permission, _ => true)).Select(s => new AccessGrant(AccessGrantKind.Provider, s, null, null)).ToList()
            : [];
    }

    /// <summary>Access to a tenant needs any grant that reaches it or lies within; a permission needs one that includes the scope and covers it.</summary>
    private static bool Decides(PermissionScope granted, PermissionScope scope, Permission? permission, Func<Permission, bool> covers) =>
        permission is { } asked
            ? granted.Includes(scope) && covers(asked)
            : granted.Includes(scope) || scope.Includes(granted);

    private static string Describe(AccessGrant grant) => grant.Kind switch
    {
        AccessGrantKind.Owner => $"owner of tenant '{grant.Scope.ToPath()}'",
        AccessGrantKind.Binding when grant.Group is { } group => $"{Named("role", grant.Role?.Id, grant.Role?.Tenant)} at '{grant.Scope.ToPath()}' through {Named("group", group.Id, group.Tenant)}",
        AccessGrantKind.Binding when grant.Role is { } role => $"{Named("role", role.Id, role.Tenant)} at '{grant.Scope.ToPath()}'",
        _ => $"grant at '{grant.Scope.ToPath()}'",
    };

    private static string Named(string kind, string? id, TenantReference? owner) => owner is null ? $"{kind} '{id}'" : $"the tenant's own {kind} '{id}'";
}
