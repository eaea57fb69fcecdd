namespace Hivemind.Tenancy;

/// <summary>How far a grant reaches. Each kind includes those after it.</summary>
public enum PermissionScopeKind
{
    /// <summary>The whole platform and every tenant.</summary>
    Global = 1,

    /// <summary>One tenant.</summary>
    Tenant = 2,

    /// <summary>One namespace of a tenant.</summary>
    Namespace = 3,

    /// <summary>One named resource in a namespace of a tenant.</summary>
    Resource = 4,
}
