namespace Hivemind.Tenancy;

/// <summary>A role was removed, with every binding of it.</summary>
public sealed record RoleRemoved : TenancyEvent
{
    /// <summary>The role.</summary>
    public required RoleReference Role { get; init; }
}
