namespace Hivemind.Tenancy;

/// <summary>An id, name or namespace is already taken by another tenant. The message does not say by which.</summary>
/// <param name="kind">What is taken.</param>
/// <param name="value">The id, name or namespace.</param>
public sealed class TenantConflictException(TenantConflictKind kind, string value)
    : TenancyException($"The tenant {kind.ToString().ToLowerInvariant()} '{value}' is already taken.")
{
    /// <summary>What is taken.</summary>
    public TenantConflictKind Kind { get; } = kind;

    /// <summary>The id, name or namespace that is taken.</summary>
    public string Value { get; } = value;
}
