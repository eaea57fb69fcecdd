using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Roles, bindings and groups in the tenants' database. A question loads everything one user is granted with one statement,
/// so that it is answered as of one moment, and is decided here. Results are sorted here, too: ordinal, whatever the database's
/// collation says.
/// <para>
/// Each write is one transaction that appends its event last. Locks: a binding is added under its tenant's ledger and its role's row, so
/// that it outlives neither; a role changes and goes under its own row, and what a tenant owns is made and changed under its ledger, too. When two hosts make the same change at the same time, the
/// number of rows that each one's statement changed says which of them made it.
/// </para>
/// </summary>
/// <param name="database">The database, which the tenants' store shares.</param>
internal sealed partial class RelationalRbacProvider(TenancyDatabase database) : IRbacAdministrator
{
    private static readonly string SelectGrants =
        "SELECT b.scope, b.role_owner, b.role_id, r.permissions, b.ends_at FROM role_bindings b LEFT JOIN roles r ON r.owner = b.role_owner AND r.id = b.role_id "
        + $"WHERE b.subject_kind = {RoleBindingRow.UserSubject} AND b.subject_owner = '{Owner.Platform}' AND b.subject_id = @p1 "
        + "UNION ALL "
        + "SELECT b.scope, b.role_owner, b.role_id, r.permissions, b.ends_at FROM group_members m "
        + $"JOIN role_bindings b ON b.subject_kind = {RoleBindingRow.GroupSubject} AND b.subject_owner = m.owner AND b.subject_id = m.group_id "
        + "LEFT JOIN roles r ON r.owner = b.role_owner AND r.id = b.role_id WHERE m.user_id = @p1";

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

    /// <remarks>In one round trip where the database can.</remarks>
    public ValueTask<UserGrants> GetGrantsAsync(string userId, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            List<(PermissionScope, Role, DateTimeOffset?)> grants = [];
            Dictionary<RoleReference, Role?> roles = [];
            DateTimeOffset now = await database.ReadOnceAsync(context, [new TenancyStatement(SelectGrants).With(userId)], (_, reader) => Read(reader), token).ConfigureAwait(false);
            return grants.Count == 0 ? UserGrants.None : new UserGrants(grants, now);

            void Read(DbDataReader reader)
            {
                RoleReference named = AccessRows.ToReference(reader.GetString(1), reader.GetString(2));
                if (!roles.TryGetValue(named, out Role? role))
                {
                    roles.Add(named, role = AccessRows.ToRole(named, reader.GetStringOrNull(3)));
                }

                // A role that is not there grants nothing.
                if (role is not null)
                {
                    grants.Add((PermissionScope.Parse(reader.GetString(0)), role, Ticks.ToTime(reader.GetInt64OrNull(4))));
                }
            }
        },
        cancellationToken);

    /// <summary>Locks the ledger of the tenant that something is to belong to, if it is one, before any role.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or another.</exception>
    /// <exception cref="TenantNotActiveException">It is Terminating.</exception>
    private async ValueTask LockOwnerAsync(TenancyDbContext context, TenantReference? owner, CancellationToken cancellationToken)
    {
        if (owner is { } tenant)
        {
            AccessRules.EnsureMayOwn(tenant, await database.FindAndLockTenantAsync(context, tenant.Id, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Makes a change and records it; null when <paramref name="write"/> says that nothing has changed.</summary>
    private ValueTask<TenancyEvent?> WriteAsync(
        TenancyEvent change, Func<TenancyDbContext, CancellationToken, ValueTask<bool>> write, CancellationToken cancellationToken) => database.WriteAsync(
        async (context, token) => await write(context, token).ConfigureAwait(false)
            ? (await database.AppendAsync(
                context, [change.At(await database.ReadTimeAsync(context, token).ConfigureAwait(false))], token).ConfigureAwait(false))[0]
            : null,
        cancellationToken);
}
