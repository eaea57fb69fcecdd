using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What was done under idempotency keys, as rows, and back.</summary>
internal static class IdempotencySql
{
    private const string Columns = "fingerprint, made, tenant_uid, allocation_id, admission, created_at";

    private static readonly string AllocationMade = AllocationSql.Select + " AND id = (SELECT allocation_id FROM idempotency_keys WHERE scope = @p2 AND key = @p3)";

    public static TenancyStatement Find(IdempotencyKey key) =>
        new TenancyStatement($"SELECT {Columns} FROM idempotency_keys WHERE scope = @p1 AND key = @p2").With(key.Scope).With(key.Key);

    /// <summary>The allocation of the tenant that was made under the key, if there is one of its id.</summary>
    public static TenancyStatement FindAllocation(IdempotencyKey key, TenantId tenantId) =>
        new TenancyStatement(AllocationMade).With(tenantId.Value).With(key.Scope).With(key.Key);

    public static IdempotencyRecord Read(DbDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetStringOrNull(2) is { } uid ? TenantUid.Parse(uid) : null,
        reader.GetStringOrNull(3),
        reader.GetInt64(4),
        Ticks.ToTime(reader.GetInt64(5)));

    /// <summary>Adds a record, in the place of one that has ended. Where another step is first, it is a unique violation.</summary>
    public static IEnumerable<TenancyStatement> Write(IdempotencyKey key, IdempotencyRecord record, IdempotencyRecord? ended)
    {
        if (ended is not null)
        {
            yield return new TenancyStatement("DELETE FROM idempotency_keys WHERE scope = @p1 AND key = @p2 AND created_at = @p3")
                .With(key.Scope).With(key.Key).With(ended.CreatedAt.UtcTicks);
        }

        yield return new TenancyStatement($"INSERT INTO idempotency_keys (scope, key, {Columns}) VALUES {TenancyStatement.In(1, 8)}")
            .With(key.Scope)
            .With(key.Key)
            .With(record.Fingerprint)
            .With(record.Made)
            .With(record.TenantUid?.ToString())
            .With(record.AllocationId)
            .With(record.Admission)
            .With(record.CreatedAt.UtcTicks);
    }

    /// <summary>Removes the oldest that have ended, but for what another step holds.</summary>
    public static TenancyStatement Trim(DateTimeOffset now, int limit, string rowLockIfFree) => new TenancyStatement(
        "DELETE FROM idempotency_keys WHERE (scope, key) IN (SELECT scope, key FROM idempotency_keys "
        + $"WHERE created_at <= @p1 ORDER BY created_at LIMIT @p2{rowLockIfFree})")
        .With((now - IdempotencyKey.Life).UtcTicks).With(limit);
}
