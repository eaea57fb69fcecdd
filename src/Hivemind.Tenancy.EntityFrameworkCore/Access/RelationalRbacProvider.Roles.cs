using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Roles. Built-in ones are not stored.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertRole = "INSERT INTO roles (owner, id, permissions) VALUES (@p1, @p2, @p3) ON CONFLICT DO NOTHING";

    public async ValueTask<Role?> FindRoleAsync(RoleReference role, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AccessRows.BuiltInRole(role) ?? await database.ReadAsync(
            async (context, token) => AccessRows.ToRole(
                role, await Stored(context, role).Select(r => r.Permissions).SingleOrDefaultAsync(token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(TenantReference? owner, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Role>>(
        async (context, token) =>
        {
            // A release may build in what was defined until then: it counts once.
            string of = Owner.ToText(owner);
            List<RoleRow> rows = await context.Roles.Where(r => r.Owner == of).ToListAsync(token).ConfigureAwait(false);
            IEnumerable<Role> defined = rows.Select(r => (Role: new RoleReference(r.Id, owner), r.Permissions))
                .Where(r => AccessRows.BuiltInRole(r.Role) is null)
                .Select(r => AccessRows.ToRole(r.Role, r.Permissions)!);
            return [.. defined.Concat(owner is null ? BuiltInRoles.All : []).OrderBy(r => r.Id, StringComparer.Ordinal)];
        },
        cancellationToken);

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken)
    {
        AccessRules.EnsureNotBuiltIn(role.Id, nameof(role));
        AccessRules.EnsureHasUid(role.Tenant, nameof(role));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                await LockOwnerAsync(context, role.Tenant, token).ConfigureAwait(false);
                return await WriteRoleAsync(context, role, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask<TenancyEvent?> RemoveRoleAsync(RoleReference role, TenancyEvent change, CancellationToken cancellationToken)
    {
        AccessRules.EnsureMayRemove(role, nameof(role));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                if (await database.FindAndLockRoleAsync(context, role, token).ConfigureAwait(false) is null)
                {
                    return false;
                }

                (string owner, string id) = (Owner.ToText(role.Tenant), role.Id);
                await context.RoleBindings.Where(b => b.RoleOwner == owner && b.RoleId == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await Stored(context, role).ExecuteDeleteAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    private static IQueryable<RoleRow> Stored(TenancyDbContext context, RoleReference role)
    {
        (string owner, string id) = (Owner.ToText(role.Tenant), role.Id);
        return context.Roles.Where(r => r.Owner == owner && r.Id == id);
    }

    private async ValueTask<bool> WriteRoleAsync(TenancyDbContext context, Role role, CancellationToken cancellationToken)
    {
        string permissions = AccessRows.ToJson(role.Permissions);
        while (true)
        {
            if (await database.FindAndLockRoleAsync(context, role, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return !role.Equals(AccessRows.ToRole(role, stored)) && await Stored(context, role)
                    .ExecuteUpdateAsync(r => r.SetProperty(p => p.Permissions, permissions), cancellationToken).ConfigureAwait(false) > 0;
            }

            TenancyStatement insert = new TenancyStatement(InsertRole).With(Owner.ToText(role.Tenant)).With(role.Id).With(permissions);
            if (await TenancyDatabase.ChangeAsync(context, insert, cancellationToken).ConfigureAwait(false) > 0)
            {
                return true;
            }

            // Another host defined it since it was looked for; look at what it says.
        }
    }
}
