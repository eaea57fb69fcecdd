namespace Hivemind.Tenancy;

/// <summary>What a verb asks of a caller who may reach its target.</summary>
/// <param name="Permission">The permission that must be held; null for none.</param>
/// <param name="IsGlobal">Whether at Global scope rather than at the target's.</param>
/// <param name="IsSystemOnly">Whether no user may at all.</param>
internal readonly record struct CallerNeed(Permission? Permission, bool IsGlobal, bool IsSystemOnly = false)
{
    /// <summary>Nothing more.</summary>
    public static CallerNeed Reach => default;

    /// <summary>No user may: System contexts only.</summary>
    public static CallerNeed System => new(Permission: null, IsGlobal: false, IsSystemOnly: true);

    /// <summary>A permission at the scope of the target.</summary>
    public static CallerNeed AtTarget(Permission permission) => new(permission, IsGlobal: false);

    /// <summary>A permission at Global scope.</summary>
    public static CallerNeed AtGlobal(Permission permission) => new(permission, IsGlobal: true);
}
