namespace Hivemind.Tenancy;

/// <summary>
/// One stay in a context: what the flow's <see cref="AsyncLocal{T}"/> holds. Immutable, because flows that were started within it hold it,
/// too.
/// </summary>
internal class ContextEntry(TenantContext context, ContextEntry? previous)
{
    public TenantContext Context { get; } = context;

    public ContextEntry? Previous { get; } = previous;

    /// <summary>The entry that a scope holds; itself, unless a stay below it was taken out of the chain.</summary>
    private protected virtual ContextEntry Origin => this;

    public bool Is(ContextEntry entered) => ReferenceEquals(Origin, entered);

    /// <summary>The chain without the stay that is left; the same chain when it does not hold it.</summary>
    public ContextEntry? Without(ContextEntry left)
    {
        if (Is(left))
        {
            return Previous;
        }

        ContextEntry? below = Previous?.Without(left);
        return ReferenceEquals(below, Previous) ? this : new Moved(Context, below, Origin);
    }

    private sealed class Moved(TenantContext context, ContextEntry? previous, ContextEntry origin) : ContextEntry(context, previous)
    {
        private protected override ContextEntry Origin => origin;
    }
}
