namespace Hivemind.Tenancy;

/// <summary>
/// The stay in a <see cref="TenantContext"/>. Dispose it once, in the flow that entered, in reverse order of entering; <c>using</c> in a
/// method or block does.
/// </summary>
public readonly struct TenantScope : IDisposable, IEquatable<TenantScope>
{
    private readonly ContextEntry? _entered;

    internal TenantScope(ContextEntry entered) => _entered = entered;

    /// <summary>Whether two scopes are the same stay.</summary>
    public static bool operator ==(TenantScope left, TenantScope right) => left.Equals(right);

    /// <summary>Whether two scopes are different stays.</summary>
    public static bool operator !=(TenantScope left, TenantScope right) => !left.Equals(right);

    /// <summary>
    /// Leaves: the context before <see cref="TenantContext.Enter"/> is current again. A scope that is left while an inner one is open is
    /// taken out from below it; one that was left before, or was entered in another flow of execution (in an awaited method, before a
    /// <c>yield</c>), changes nothing. Both are mistakes: an error is logged. Never throws.
    /// </summary>
    public void Dispose()
    {
        if (_entered is not null)
        {
            TenantContext.Leave(_entered);
        }
    }

    /// <inheritdoc/>
    public bool Equals(TenantScope other) => ReferenceEquals(_entered, other._entered);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TenantScope other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _entered?.GetHashCode() ?? 0;
}
