namespace Hivemind.Tenancy;

/// <summary>What two tenants may not share.</summary>
public enum TenantConflictKind
{
    /// <summary>The tenant id.</summary>
    Id = 1,

    /// <summary>The name, compared by <c>ToUpperInvariant()</c>.</summary>
    Name = 2,

    /// <summary>A namespace.</summary>
    Namespace = 3,
}
