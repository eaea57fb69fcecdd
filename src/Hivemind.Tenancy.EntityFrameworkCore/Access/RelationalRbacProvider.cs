using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy;

/// <summary>
/// Roles, bindings and groups in the tenants' database. A question loads everything one user is granted with one statement,
/// so that it is answered as of one moment, and is decided here. Orders are made here, too: ordinal, whatever the database's
/// collation says.
/// </summary>
/// <param name="database">The database, which the tenants' store shares.</param>
internal sealed partial class RelationalRbacProvider(TenancyDatabase database) : IRbacAdministrator
{
    private static readonly string SelectGrants =
        "SELECT b.scope, b.role_id, r.permissions FROM role_bindings b LEFT JOIN roles r ON r.id = b.role_id "
        + $"WHERE b.subject_kind = {RoleBindingRow.UserSubject} AND b.subject_id = @user "
        + "UNION ALL "
        + "SELECT b.scope, b.role_id, r.permissions FROM group_members m "
        + $"JOIN role_bindings b ON b.subject_kind = {RoleBindingRow.GroupSubject} AND b.subject_id = m.group_id LEFT JOIN roles r ON r.id = b.role_id "
        + "WHERE m.user_id = @user";

    public async ValueTask<bool> IsGrantedAsync(
        string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        UserGrants grants = await GetGrantsAsync(userId, cancellationToken).ConfigureAwait(false);
        return grants.IsGranted(permission, scope);
    }

    public async ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        UserGrants grants = await GetGrantsAsync(userId, cancellationToken).ConfigureAwait(false);
        return grants.Scopes;
    }

    public async ValueTask<Role?> FindRoleAsync(string roleId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AccessRows.BuiltInRole(roleId) ?? await database.ReadAsync(
            async (context, token) => AccessRows.ToRole(
                roleId, await context.Roles.Where(r => r.Id == roleId).Select(r => r.Permissions).SingleOrDefaultAsync(token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Role>>(
        async (context, token) =>
        {
            // A release may build in what was defined until then: it counts once.
            List<RoleRow> rows = await context.Roles.ToListAsync(token).ConfigureAwait(false);
            IEnumerable<Role> defined = rows.Where(r => AccessRows.BuiltInRole(r.Id) is null).Select(r => AccessRows.ToRole(r.Id, r.Permissions)!);
            return [.. BuiltInRoles.All.Concat(defined).OrderBy(r => r.Id, StringComparer.Ordinal)];
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RoleBinding>>(
        async (context, token) =>
        {
            IQueryable<RoleBindingRow> rows = context.RoleBindings;
            if (query.Subject is { } subject)
            {
                (int kind, string id) = (AccessRows.KindOf(subject), subject.Id);
                rows = rows.Where(b => b.SubjectKind == kind && b.SubjectId == id);
            }

            if (query.TenantId?.Value is { } tenantId)
            {
                rows = rows.Where(b => b.TenantId == tenantId);
            }

            return [.. (await rows.ToListAsync(token).ConfigureAwait(false))
                .Select(AccessRows.ToBinding)
                .OrderBy(b => b.Scope.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.RoleId, StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal)];
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListGroupsAsync(string userId, CancellationToken cancellationToken) => ListAsync(
        members => members.Where(m => m.UserId == userId).Select(m => m.GroupId), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListGroupMembersAsync(string groupId, CancellationToken cancellationToken) => ListAsync(
        members => members.Where(m => m.GroupId == groupId).Select(m => m.UserId), cancellationToken);

    private static async ValueTask<UserGrants> LoadGrantsAsync(TenancyDbContext context, string userId, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(SelectGrants);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@user", userId);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<(PermissionScope, Role)> grants = [];
                Dictionary<string, Role?> roles = new(StringComparer.Ordinal);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    string roleId = reader.GetString(1);
                    if (!roles.TryGetValue(roleId, out Role? role))
                    {
                        roles.Add(roleId, role = AccessRows.ToRole(roleId, reader.GetStringOrNull(2)));
                    }

                    // A role that is not there grants nothing.
                    if (role is not null)
                    {
                        grants.Add((PermissionScope.Parse(reader.GetString(0)), role));
                    }
                }

                return grants.Count == 0 ? UserGrants.None : new UserGrants(grants);
            }
        }
    }

    private ValueTask<IReadOnlyList<string>> ListAsync(
        Func<IQueryable<GroupMemberRow>, IQueryable<string>> select, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async (context, token) => [.. (await select(context.GroupMembers).ToListAsync(token).ConfigureAwait(false)).Order(StringComparer.Ordinal)],
        cancellationToken);

    /// <summary>Everything the user is granted now, in one round trip.</summary>
    private ValueTask<UserGrants> GetGrantsAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync((context, token) => LoadGrantsAsync(context, userId, token), cancellationToken);
}
