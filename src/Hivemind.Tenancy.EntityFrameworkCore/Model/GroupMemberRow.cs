namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A user in a group.</summary>
internal sealed class GroupMemberRow
{
    /// <summary>Of the group, see <see cref="EntityFrameworkCore.Owner"/>.</summary>
    public required string Owner { get; init; }

    public required string GroupId { get; init; }

    public required string UserId { get; init; }
}
