namespace Hivemind.Tenancy;

/// <summary>What a verb asks of a caller who may reach its target.</summary>
/// <param name="Permission">The permission that must be held; null for none.</param>
/// <param name="IsGlobal">Whether at Global scope rather than at the target's.</param>
internal readonly record struct CallerNeed(Permission? Permission, bool IsGlobal)
{
    /// <summary>Nothing more.</summary>
    public static CallerNeed Reach => default;

    /// <summary>A permission at the scope of the target.</summary>
    public static CallerNeed AtTarget(Permission permission) => new(permission, IsGlobal: false);

    /// <summary>A permission at Global scope.</summary>
    public static CallerNeed AtGlobal(Permission permission) => new(permission, IsGlobal: true);
}
