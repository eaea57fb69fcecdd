namespace Hivemind.Tenancy.Testing;

/// <summary>
/// A read-only provider that grants what a test has written down, and nothing else. Owners keep their rights, and only tenants
/// that exist are asked about. Safe for concurrent use.
/// </summary>
/// <example><code>new ScriptedRbac().Allow("bob", "containers:deploy", "acme/web")</code></example>
public sealed class ScriptedRbac : IRbacProvider
{
    private readonly object _gate = new();
    private readonly HashSet<(string UserId, Permission Permission, PermissionScope Scope)> _grants = [];
    private Exception? _failure;

    /// <summary>Grants a permission in a scope.</summary>
    /// <param name="userId">To whom.</param>
    /// <param name="permission"><c>resource:action</c>, each an RFC 1123 label or <c>*</c>.</param>
    /// <param name="scope"><c>*</c>, <c>tenant</c>, <c>tenant/namespace</c> or <c>tenant/namespace/resource</c>.</param>
    /// <returns>This provider.</returns>
    /// <exception cref="FormatException">The permission or the scope is malformed.</exception>
    public ScriptedRbac Allow(string userId, string permission, string scope)
    {
        ArgumentNullException.ThrowIfNull(userId);
        (string, Permission, PermissionScope) grant = (userId, Permission.Parse(permission), PermissionScope.Parse(scope));
        lock (_gate)
        {
            _grants.Add(grant);
        }

        return this;
    }

    /// <summary>Takes everything away from a user.</summary>
    /// <param name="userId">From whom.</param>
    /// <returns>This provider.</returns>
    public ScriptedRbac Revoke(string userId)
    {
        lock (_gate)
        {
            _grants.RemoveWhere(g => string.Equals(g.UserId, userId, StringComparison.Ordinal));
        }

        return this;
    }

    /// <summary>Answers every question from now on with an exception, as a directory that is down; null ends that.</summary>
    /// <param name="failure">For instance a <see cref="TenancyStoreException"/>.</param>
    /// <returns>This provider.</returns>
    public ScriptedRbac FailWith(Exception? failure)
    {
        lock (_gate)
        {
            _failure = failure;
        }

        return this;
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
        Answer(userId, grants => grants.Any(g => g.Scope.Includes(scope) && g.Permission.Covers(permission)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) =>
        Answer(userId, grants => new GrantedScopes(grants.Select(g => g.Scope)), cancellationToken);

    private ValueTask<T> Answer<T>(
        string userId, Func<IEnumerable<(string UserId, Permission Permission, PermissionScope Scope)>, T> answer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        lock (_gate)
        {
            return _failure is null
                ? new ValueTask<T>(answer(_grants.Where(g => string.Equals(g.UserId, userId, StringComparison.Ordinal))))
                : ValueTask.FromException<T>(_failure);
        }
    }
}
