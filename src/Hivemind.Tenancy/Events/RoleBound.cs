namespace Hivemind.Tenancy;

/// <summary>A role was bound.</summary>
public sealed record RoleBound : TenancyEvent
{
    /// <summary>The binding.</summary>
    public required RoleBinding Binding { get; init; }
}
