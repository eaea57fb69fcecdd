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

    private static string Describe(TenantContext? context) => context switch
    {
        null => "no tenant context",
        { IsSystem: true } => $"the System context of '{context.UserId}' ({context.Reason})",
        _ => $"the context of tenant '{context.TenantId}' and user '{context.UserId}'",
    };
}
