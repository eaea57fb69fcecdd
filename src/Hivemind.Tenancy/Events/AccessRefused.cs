namespace Hivemind.Tenancy;

/// <summary>A caller was refused: at the door, for a missing context or permission, for reaching into another tenant, or for reserving in one that is not Active. Not in the log.</summary>
public sealed record AccessRefused : TenancyEvent
{
    /// <summary>What was asked for: the name of the manager's method.</summary>
    public required string Operation { get; init; }

    /// <summary>Why it was refused.</summary>
    public required AccessRefusalReason Reason { get; init; }

    /// <summary>The user who was refused; null when there was no context.</summary>
    public string? UserId { get; init; }

    /// <summary>The permission that was missing, if it was that.</summary>
    public Permission? Permission { get; init; }

    /// <summary>The scope at which it was needed, if it was that.</summary>
    public PermissionScope? Scope { get; init; }
}
