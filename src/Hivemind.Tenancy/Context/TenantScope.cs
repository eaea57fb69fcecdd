namespace Hivemind.Tenancy;

/// <summary>The stay in a <see cref="TenantContext"/>. Dispose it once, in the flow that entered, in reverse order of entering.</summary>
public readonly struct TenantScope : IDisposable, IEquatable<TenantScope>
{
    private readonly TenantContext? _entered;
    private readonly TenantContext? _previous;

    internal TenantScope(TenantContext entered, TenantContext? previous)
    {
        _entered = entered;
        _previous = previous;
    }

    /// <summary>Whether two scopes are the same stay.</summary>
    public static bool operator ==(TenantScope left, TenantScope right) => left.Equals(right);

    /// <summary>Whether two scopes are different stays.</summary>
    public static bool operator !=(TenantScope left, TenantScope right) => !left.Equals(right);

    /// <summary>Leaves: the context before <see cref="TenantContext.Enter"/> is current again.</summary>
    /// <exception cref="InvalidOperationException">
    /// Another context is current: an inner scope is still open, this one was left already, or this is another flow of
    /// execution than the one that entered. The current context is not touched.
    /// </exception>
    /// <remarks>
    /// What is compared is the context object: two stays in the same object look alike, and a flow that was started within
    /// a stay has a copy of its own, which is all that leaving there ends.
    /// </remarks>
    public void Dispose()
    {
        if (_entered is null)
        {
            return;
        }

        if (!ReferenceEquals(TenantContext.Current, _entered))
        {
            throw OutOfOrder(_entered);
        }

        TenantContext.Restore(_previous);
    }

    /// <inheritdoc/>
    public bool Equals(TenantScope other) => ReferenceEquals(_entered, other._entered) && ReferenceEquals(_previous, other._previous);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TenantScope other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_entered, _previous);

    private static InvalidOperationException OutOfOrder(TenantContext entered) => new(
        $"Tenant scopes were left out of order: leaving {Describe(entered)}, but the current context is {Describe(TenantContext.Current)}. "
        + "Dispose scopes once, innermost first, in the flow of execution that entered them.");

    private static string Describe(TenantContext? context) => context switch
    {
        null => "none",
        { IsSystem: true } => $"System of '{context.UserId}'",
        _ => $"tenant '{context.TenantId}' of user '{context.UserId}'",
    };
}
