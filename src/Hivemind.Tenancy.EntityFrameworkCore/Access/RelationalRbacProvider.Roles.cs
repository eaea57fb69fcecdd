using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Roles. Built-in ones are not stored.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertRole = "INSERT INTO roles (id, permissions) VALUES (@p1, @p2) ON CONFLICT DO NOTHING";

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

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken)
    {
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        return WriteAsync(change, (context, token) => WriteRoleAsync(context, role, token), cancellationToken);
    }

    public ValueTask<TenancyEvent?> RemoveRoleAsync(string roleId, TenancyEvent change, CancellationToken cancellationToken)
    {
        AccessRules.EnsureNotBuiltIn(roleId, nameof(roleId));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                if (await database.FindAndLockRoleAsync(context, roleId, token).ConfigureAwait(false) is null)
                {
                    return false;
                }

                await context.RoleBindings.Where(b => b.RoleId == roleId).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await context.Roles.Where(r => r.Id == roleId).ExecuteDeleteAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    private async ValueTask<bool> WriteRoleAsync(TenancyDbContext context, Role role, CancellationToken cancellationToken)
    {
        string permissions = AccessRows.ToJson(role.Permissions);
        while (true)
        {
            if (await database.FindAndLockRoleAsync(context, role.Id, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return !role.Equals(AccessRows.ToRole(role.Id, stored)) && await context.Roles
                    .Where(r => r.Id == role.Id)
                    .ExecuteUpdateAsync(r => r.SetProperty(p => p.Permissions, permissions), cancellationToken).ConfigureAwait(false) > 0;
            }

            TenancyStatement insert = new TenancyStatement(InsertRole).With(role.Id).With(permissions);
            if (await TenancyDatabase.ChangeAsync(context, insert, cancellationToken).ConfigureAwait(false) > 0)
            {
                return true;
            }

            // Another host defined it since it was looked for; look at what it says.
        }
    }
}
