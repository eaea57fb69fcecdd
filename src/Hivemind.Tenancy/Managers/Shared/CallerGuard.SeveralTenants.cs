namespace Hivemind.Tenancy;

/// <content>Verbs that name several tenants and act on them in one step.</content>
internal sealed partial class CallerGuard
{
    /// <summary>
    /// Before a verb on each of these tenants. A user in no tenant who holds something at Global scope has access to every tenant: where that
    /// is all the verb asks for, it is asked once, and no tenant is looked at.
    /// </summary>
    /// <returns>How the step has to name each; some may be gone.</returns>
    /// <exception cref="TenantNotFoundException">One is not there for the caller.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask<IReadOnlyList<TenantReference>> AuthorizeEachAsync(
        CallerRule rule, IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        TenantContext? caller = await RequireCallerAsync(rule.Verb, cancellationToken).ConfigureAwait(false);
        if (caller is { Kind: TenantContextKind.User, UserId: { } userId }
            && rule.AsUser == CallerNeed.Reach
            && await access.HasAccessToAllAsync(userId, cancellationToken).ConfigureAwait(false))
        {
            return tenants;
        }

        TenantReference[] targets = [.. tenants];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = await AuthorizeAsync(rule, targets[i], cancellationToken).ConfigureAwait(false);
        }

        return targets;
    }
}
