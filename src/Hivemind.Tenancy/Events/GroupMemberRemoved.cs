namespace Hivemind.Tenancy;

/// <summary>A user was removed from a group.</summary>
public sealed record GroupMemberRemoved : TenancyEvent
{
    /// <summary>The group.</summary>
    public required GroupReference Group { get; init; }

    /// <summary>The user.</summary>
    public required string UserId { get; init; }
}
