using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Row locks, in the order in which they are taken: a tenant's ledger, then a plan, then roles. An idempotency key and the lock of the event log come after them.</content>
public abstract partial class TenancyDatabase
{
    private LedgerSql? _ledgers;

    /// <summary>What a SELECT of one row ends with to lock that row until the transaction ends, for instance <c> FOR UPDATE</c>; empty where a write transaction is alone anyway.</summary>
    protected abstract string RowLock { get; }

    /// <summary>As <see cref="RowLock"/>, which it is unless overridden, but rows that are locked are left out instead of waited for: for instance <c> FOR UPDATE SKIP LOCKED</c>.</summary>
    protected internal virtual string RowLockIfFree => RowLock;

    /// <summary>As <see cref="RowLock"/>, which it is unless overridden, but shared with others who lock the row so: for instance <c> FOR SHARE</c>.</summary>
    protected internal virtual string SharedRowLock => RowLock;

    /// <summary>What keeps a plan to whoever publishes or removes it.</summary>
    internal string PlanWriteLock => RowLock;

    /// <summary>The statements over ledgers in this database's words.</summary>
    internal LedgerSql Ledgers => _ledgers ??= new LedgerSql(RowLock, Now);

    /// <summary>Locks a tenant's ledger until the transaction ends, and reads the tenant; null when there is none.</summary>
    internal async ValueTask<Tenant?> FindAndLockTenantAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken)
    {
        bool isLocked = false;
        await ExecuteAsync(context, [Ledgers.Lock(tenantId)], default, (_, _) => isLocked = true, cancellationToken).ConfigureAwait(false);
        return isLocked
            ? (await context.Tenants.SingleOrDefaultAsync(t => t.Id == tenantId.Value, cancellationToken).ConfigureAwait(false))?.ToTenant()
            : null;
    }

    /// <summary>Locks a defined role's row until the transaction ends and reads its permissions; null when there is none.</summary>
    internal async ValueTask<string?> FindAndLockRoleAsync(TenancyDbContext context, RoleReference role, CancellationToken cancellationToken)
    {
        string? permissions = null;
        TenancyStatement statement = new TenancyStatement("SELECT permissions FROM roles WHERE owner = @p1 AND id = @p2" + RowLock)
            .With(Owner.ToText(role.Tenant))
            .With(role.Id);
        await ExecuteAsync(context, [statement], default, (_, reader) => permissions = reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return permissions;
    }

    /// <summary>Locks, in the order of their keys, the defined roles that are bound in a tenant, and its own.</summary>
    internal ValueTask LockRolesOfAsync(TenancyDbContext context, TenantReference tenant, CancellationToken cancellationToken)
    {
        TenancyStatement statement = new TenancyStatement(
            "SELECT id FROM roles WHERE owner = @p1 OR (owner, id) IN (SELECT role_owner, role_id FROM role_bindings WHERE tenant_id = @p2) ORDER BY owner, id" + RowLock)
            .With(Owner.ToText(tenant))
            .With(tenant.Id.Value);

        // Reading the rows is what locks them.
        return ExecuteAsync(context, [statement], default, static (_, _) => { }, cancellationToken);
    }
}
