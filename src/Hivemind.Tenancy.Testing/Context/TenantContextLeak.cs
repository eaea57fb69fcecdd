namespace Hivemind.Tenancy.Testing;

/// <summary>
/// Finds a tenant context that was entered and not left: the next work of that flow would run as somebody else. It sees the
/// flow of execution that asks; what an awaited method enters is lost to its caller anyway.
/// </summary>
/// <example><code>
/// using (TenantContextLeak.Watch())
/// {
///     worker.Handle(message);
/// }
/// </code></example>
public static class TenantContextLeak
{
    /// <summary>Claims that there is no tenant context, for the end of a test.</summary>
    /// <exception cref="TenantContextLeakException">There is one.</exception>
    public static void Check() => Check(expected: null);

    /// <summary>Claims, when what is returned is disposed of, that the context is the one that is current now.</summary>
    /// <returns>Dispose it in the same flow of execution. It throws <see cref="TenantContextLeakException"/>.</returns>
    public static IDisposable Watch() => new Watcher(TenantContext.Current);

    private static void Check(TenantContext? expected)
    {
        if (!ReferenceEquals(TenantContext.Current, expected))
        {
            throw new TenantContextLeakException(expected, TenantContext.Current);
        }
    }

    private sealed class Watcher(TenantContext? expected) : IDisposable
    {
        public void Dispose() => Check(expected);
    }
}
