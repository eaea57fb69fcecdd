namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Answers the two questions of the request path through the cache and hands everything else to the provider. A write through
/// this host forgets every user's rights when it returns, also when it throws, because a failure may have taken effect.
/// </summary>
internal sealed class CachingRbacProvider(IRbacAdministrator inner, TenancyCaches caches) : IRbacAdministrator
{
    private readonly ReadThroughCache<GrantQuestion, Lasting<bool>> _grants = caches.Grants;
    private readonly ReadThroughCache<string, Lasting<GrantedScopes>> _scopes = caches.Scopes;

    public ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        GrantQuestion question = new(userId, permission, scope);
        return _grants.TryGet(question, out Lasting<bool> granted) ? new ValueTask<bool>(granted.Value) : FetchAsync(question, cancellationToken);
    }

    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<GrantedScopes>(cancellationToken);
        }

        return _scopes.TryGet(userId, out Lasting<GrantedScopes> scopes) ? new ValueTask<GrantedScopes>(scopes.Value) : FetchAsync(userId, cancellationToken);
    }

    public ValueTask<UserGrants> GetGrantsAsync(string userId, CancellationToken cancellationToken) => inner.GetGrantsAsync(userId, cancellationToken);

    public ValueTask<Role?> FindRoleAsync(RoleReference role, CancellationToken cancellationToken) => inner.FindRoleAsync(role, cancellationToken);

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(TenantReference? owner, CancellationToken cancellationToken) =>
        inner.ListRolesAsync(owner, cancellationToken);

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.SetRoleAsync(role, change, cancellationToken));

    public ValueTask<TenancyEvent?> RemoveRoleAsync(RoleReference role, TenancyEvent change, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.RemoveRoleAsync(role, change, cancellationToken));

    public ValueTask<BindingWritten> AddBindingAsync(
        RoleBinding binding, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.AddBindingAsync(binding, change, key, cancellationToken));

    public ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.RemoveBindingAsync(binding, change, cancellationToken));

    public async ValueTask RemoveWithinAsync(PermissionScope scope, CancellationToken cancellationToken)
    {
        try
        {
            await inner.RemoveWithinAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            caches.AccessChanged();
        }
    }

    public ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken) =>
        inner.ListBindingsAsync(query, cancellationToken);

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.AddGroupMemberAsync(group, userId, change, cancellationToken));

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken) =>
        ChangingAsync(() => inner.RemoveGroupMemberAsync(group, userId, change, cancellationToken));

    public ValueTask<IReadOnlyList<GroupReference>> ListGroupsAsync(string userId, CancellationToken cancellationToken) =>
        inner.ListGroupsAsync(userId, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(GroupReference group, CancellationToken cancellationToken) =>
        inner.ListGroupMembersAsync(group, cancellationToken);

    // Apart from the questions, where what the lambdas capture would be made for hits too.
    private async ValueTask<bool> FetchAsync(GrantQuestion question, CancellationToken cancellationToken) => (await _grants.FetchAsync(
        question,
        async () =>
        {
            UserGrants grants = await inner.GetGrantsAsync(question.UserId, CancellationToken.None).ConfigureAwait(false);
            return new Lasting<bool>(grants.IsGranted(question.Permission, question.Scope), grants.EndsIn);
        },
        cancellationToken).ConfigureAwait(false)).Value;

    private async ValueTask<GrantedScopes> FetchAsync(string userId, CancellationToken cancellationToken) => (await _scopes.FetchAsync(
        userId,
        async () =>
        {
            UserGrants grants = await inner.GetGrantsAsync(userId, CancellationToken.None).ConfigureAwait(false);
            return new Lasting<GrantedScopes>(grants.Scopes, grants.EndsIn);
        },
        cancellationToken).ConfigureAwait(false)).Value;

    private async ValueTask<T> ChangingAsync<T>(Func<ValueTask<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            caches.AccessChanged();
        }
    }
}
