namespace Hivemind.Tenancy.Testing;

/// <summary>A tenant context leaked: another one is current than should be.</summary>
public sealed class TenantContextLeakException : Exception
{
    internal TenantContextLeakException(TenantContext? expected, TenantContext? leaked)
        : base($"Expected {Describe(expected)} to be current, but it is {Describe(leaked)}. Dispose every scope that TenantContext.Enter returns.")
    {
        Expected = expected;
        Leaked = leaked;
    }

    /// <summary>The context that should be current; null for none.</summary>
    public TenantContext? Expected { get; }

    /// <summary>The context that is current; null for none.</summary>
    public TenantContext? Leaked { get; }

    private static string Describe(TenantContext? context) => context is null ? "no tenant context" : $"the context of {context}";
}
