namespace Hivemind.Tenancy;

/// <summary>A role was defined or its permissions replaced.</summary>
public sealed record RoleChanged : TenancyEvent
{
    /// <summary>The role as it is now.</summary>
    public required Role Role { get; init; }
}
