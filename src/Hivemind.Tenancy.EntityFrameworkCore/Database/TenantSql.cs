using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Reads a tenant's row without EF Core's machinery.</summary>
internal static class TenantSql
{
    private const string Select =
        "SELECT id, name, name_key, owner_id, isolation, namespaces, status, status_reason, description, labels, created_at, updated_at, "
        + "version, status_version, cpu_limit, memory_limit, storage_limit, containers_limit, services_limit, other_limits, grace, "
        + "grace_until, thresholds, uid, description_key FROM tenants WHERE id = @id";

    /// <summary>The tenant's row; null when there is none.</summary>
    /// <param name="context">The context to read with.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="rowLock">What the statement ends with to lock the row, empty to lock nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<TenantRow?> FindAsync(
        TenancyDbContext context, TenantId tenantId, string rowLock, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(rowLock.Length == 0 ? Select : Select + rowLock);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@id", tenantId.Value);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Row(reader) : null;
            }
        }
    }

    /// <summary>The tenant's row, not locked.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    public static async ValueTask<TenantRow> GetAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken) =>
        await FindAsync(context, tenantId, rowLock: string.Empty, cancellationToken).ConfigureAwait(false)
        ?? throw new TenantNotFoundException(tenantId);

    private static TenantRow Row(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        NameKey = reader.GetString(2),
        OwnerId = reader.GetString(3),
        Isolation = reader.GetString(4),
        Namespaces = reader.GetStringOrNull(5),
        Status = reader.GetInt32(6),
        StatusReason = reader.GetStringOrNull(7),
        Description = reader.GetStringOrNull(8),
        Labels = reader.GetStringOrNull(9),
        CreatedAt = reader.GetInt64(10),
        UpdatedAt = reader.GetInt64(11),
        Version = reader.GetInt64(12),
        StatusVersion = reader.GetInt64(13),
        CpuLimit = reader.GetInt64OrNull(14),
        MemoryLimit = reader.GetInt64OrNull(15),
        StorageLimit = reader.GetInt64OrNull(16),
        ContainersLimit = reader.GetInt64OrNull(17),
        ServicesLimit = reader.GetInt64OrNull(18),
        OtherLimits = reader.GetStringOrNull(19),
        Grace = reader.GetStringOrNull(20),
        GraceUntil = reader.GetInt64OrNull(21),
        Thresholds = reader.GetStringOrNull(22),
        Uid = reader.GetString(23),
        DescriptionKey = reader.GetStringOrNull(24),
    };
}
