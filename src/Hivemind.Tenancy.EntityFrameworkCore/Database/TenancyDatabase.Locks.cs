using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Row locks, in the order in which they are taken: the tenant's, then roles'. The lock of the event log comes after them.</content>
public abstract partial class TenancyDatabase
{
    private const string SelectRole = "SELECT permissions FROM roles WHERE id = @id";

    private const string SelectRoles = "SELECT id FROM roles ORDER BY id";

    private const string SelectRolesInTenant =
        "SELECT id FROM roles WHERE id IN (SELECT role_id FROM role_bindings WHERE tenant_id = @tenant) ORDER BY id";

    /// <summary>What a SELECT of one row ends with to lock that row until the transaction ends, for instance <c> FOR UPDATE</c>; empty where a write transaction is alone anyway.</summary>
    protected abstract string RowLock { get; }

    /// <summary>Locks a tenant's row until the transaction ends and reads it; null when there is none.</summary>
    internal ValueTask<TenantRow?> FindAndLockTenantAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken) =>
        TenantSql.FindAsync(context, tenantId, RowLock, cancellationToken);

    /// <summary>Locks a tenant's row until the transaction ends and reads it.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    internal async ValueTask<TenantRow> LockTenantAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken) =>
        await FindAndLockTenantAsync(context, tenantId, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenantId);

    /// <summary>Locks a defined role's row until the transaction ends and reads its permissions; null when there is none.</summary>
    internal async ValueTask<string?> FindAndLockRoleAsync(TenancyDbContext context, string roleId, CancellationToken cancellationToken)
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
                    // Reading the rows is what locks them.
                }
            }
        }
    }
}
