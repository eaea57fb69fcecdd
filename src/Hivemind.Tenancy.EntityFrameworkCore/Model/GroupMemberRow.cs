namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A user in a group.</summary>
internal sealed class GroupMemberRow
{
    public required string GroupId { get; init; }

    public required string UserId { get; init; }

    /// <summary>Whose group it is; null for the platform's.</summary>
    public string? TenantId { get; init; }

    public string? TenantUid { get; init; }
}
