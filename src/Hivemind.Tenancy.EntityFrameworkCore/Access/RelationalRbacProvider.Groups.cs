using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Groups and their members.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertMember = "INSERT INTO group_members (owner, group_id, user_id) VALUES (@p1, @p2, @p3) ON CONFLICT DO NOTHING";

    public ValueTask<IReadOnlyList<GroupReference>> ListGroupsAsync(string userId, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<GroupReference>>(
        async (context, token) => [.. (await context.GroupMembers.Where(m => m.UserId == userId).ToListAsync(token).ConfigureAwait(false))
            .Select(AccessRows.ToGroup)
            .OrderBy(g => g.ToString(), StringComparer.Ordinal)],
        cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(GroupReference group, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async (context, token) => [.. (await Members(context, group).Select(m => m.UserId).ToListAsync(token).ConfigureAwait(false)).Order(StringComparer.Ordinal)],
        cancellationToken);

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken)
    {
        AccessRules.EnsureHasUid(group.Tenant, nameof(group));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                await LockOwnerAsync(context, group.Tenant, token).ConfigureAwait(false);
                TenancyStatement insert = new TenancyStatement(InsertMember).With(Owner.ToText(group.Tenant)).With(group.Id).With(userId);
                return await TenancyDatabase.ChangeAsync(context, insert, token).ConfigureAwait(false) > 0;
            },
            cancellationToken);
    }

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        GroupReference group, string userId, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) => await Members(context, group).Where(m => m.UserId == userId).ExecuteDeleteAsync(token).ConfigureAwait(false) > 0,
        cancellationToken);

    private static IQueryable<GroupMemberRow> Members(TenancyDbContext context, GroupReference group)
    {
        (string owner, string id) = (Owner.ToText(group.Tenant), group.Id);
        return context.GroupMembers.Where(m => m.Owner == owner && m.GroupId == id);
    }
}
