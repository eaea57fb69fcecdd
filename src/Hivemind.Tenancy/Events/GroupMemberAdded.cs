namespace Hivemind.Tenancy;

/// <summary>A user was added to a group.</summary>
public sealed record GroupMemberAdded : TenancyEvent
{
    /// <summary>The group.</summary>
    public required GroupReference Group { get; init; }

    /// <summary>The user.</summary>
    public required string UserId { get; init; }
}
