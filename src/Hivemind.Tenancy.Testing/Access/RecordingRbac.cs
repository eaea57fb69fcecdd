using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Testing;

/// <summary>Stands before another read-only provider and keeps what is asked. Safe for concurrent use.</summary>
public sealed class RecordingRbac : IRbacProvider
{
    private readonly IRbacProvider _inner;
    private readonly ConcurrentQueue<RbacQuestion> _questions = new();

    /// <summary>Makes a recorder.</summary>
    /// <param name="inner">Who answers: <see cref="TestRbac.AllowAll"/>, a <see cref="ScriptedRbac"/>, a provider of your own.</param>
    public RecordingRbac(IRbacProvider inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <summary>The questions that were answered so far, in order.</summary>
    public IReadOnlyList<RbacQuestion> Questions => Array.AsReadOnly(_questions.ToArray());

    /// <inheritdoc/>
    public async ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        bool isGranted = await _inner.IsGrantedAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
        _questions.Enqueue(new RbacQuestion(userId, permission, scope, isGranted));
        return isGranted;
    }

    /// <inheritdoc/>
    public async ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        GrantedScopes scopes = await _inner.GetScopesAsync(userId, cancellationToken).ConfigureAwait(false);
        _questions.Enqueue(new RbacQuestion(userId, null, null, scopes.Scopes.Count > 0));
        return scopes;
    }
}
