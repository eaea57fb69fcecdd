using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Groups and their members.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertMember = "INSERT INTO group_members (group_id, user_id) VALUES (@p1, @p2) ON CONFLICT DO NOTHING";

    public ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken) => ListMembershipsAsync(
        members => members.Where(m => m.UserId == userId).Select(m => m.GroupId), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken) => ListMembershipsAsync(
        members => members.Where(m => m.GroupId == groupId).Select(m => m.UserId), cancellationToken);

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) => await TenancyDatabase.ChangeAsync(
            context, new TenancyStatement(InsertMember).With(groupId).With(userId), token).ConfigureAwait(false) > 0,
        cancellationToken);

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) => await context.GroupMembers
            .Where(m => m.GroupId == groupId && m.UserId == userId).ExecuteDeleteAsync(token).ConfigureAwait(false) > 0,
        cancellationToken);

    private ValueTask<IReadOnlyList<string>> ListMembershipsAsync(
        Func<IQueryable<GroupMemberRow>, IQueryable<string>> select, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async (context, token) => [.. (await select(context.GroupMembers).ToListAsync(token).ConfigureAwait(false)).Order(StringComparer.Ordinal)],
        cancellationToken);
}
