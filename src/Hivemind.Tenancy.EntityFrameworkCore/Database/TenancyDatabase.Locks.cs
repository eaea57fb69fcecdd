using System.Data.Common;

namespace Hivemind.Tenancy;

/// <content>Roles' rows, which are locked after tenants' and before the event log.</content>
public abstract partial class TenancyDatabase
{
    private const string SelectRole = "SELECT permissions FROM roles WHERE id = @id";

    private const string SelectRoles = "SELECT id FROM roles ORDER BY id";

    private const string SelectRolesInTenant =
        "SELECT id FROM roles WHERE id IN (SELECT role_id FROM role_bindings WHERE tenant_id = @tenant) ORDER BY id";

    /// <summary>Locks a defined role's row until the transaction ends and reads its permissions; null when there is none.</summary>
    internal async ValueTask<string?> LockRoleAsync(TenancyDbContext context, string roleId, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(SelectRole + RowLock);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@id", roleId);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        }
    }

    /// <summary>Locks, in the order of their ids, the defined roles that are bound in a tenant, or all when none is named.</summary>
    internal async ValueTask LockRolesOfBindingsAsync(TenancyDbContext context, TenantId? tenantId, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command((tenantId is null ? SelectRoles : SelectRolesInTenant) + RowLock);
        await using (command.ConfigureAwait(false))
        {
            if (tenantId is { } id)
            {
                command.Add("@tenant", id.Value);
            }

            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    // That they are read is what locks them.
                }
            }
        }
    }
}
